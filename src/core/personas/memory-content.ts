/** What each kind of memory must say; every field a text that is not blank. */
const required = {
  interaction: ['user', 'response'],
  event: ['event', 'details'],
  broadcast: ['announcement', 'details'],
  summary: ['summary'],
} as const;

export type MemoryType = keyof typeof required;

/**
 * Whether the content of a memory has the fields its type needs. Further fields, nested ones too, are welcome.
 *
 * @example isValidMemoryContent({ user: 'Hi', response: 'Hello' }) // true
 */
export function isValidMemoryContent(content: unknown, type: MemoryType = 'interaction'): boolean {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  if (!Object.hasOwn(required, type)) return false;
  return required[type].every((field) => {
    const value = Object.hasOwn(content, field) ? (content as Record<string, unknown>)[field] : undefined;
    return typeof value === 'string' && value.trim() !== '';
  });
}
