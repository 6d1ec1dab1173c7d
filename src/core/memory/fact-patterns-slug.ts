const ARTICLE = /^(?:(?:the|a|an|my|some|el|la|los|las|un|una|unos|unas|mi|mis|lo|to|al|del)_)+(?=.)/;

/** A text as part of a fact's key: folded words joined by `_`, no leading article, at most 40 characters. */
export function slug(text: string): string {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .replace(ARTICLE, '');
  return words.slice(0, 40).replace(/_+$/, '');
}
