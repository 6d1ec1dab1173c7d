/** Longest value kept of one fact; people name things in fewer words, instructions need more. */
const LONGEST_VALUE = 120;

// Sentences addressed to the persona instead of telling about oneself.
const INSTRUCTION =
  /^(?:please |por favor )?(?:debes|tienes que|(?:always|never|siempre|nunca) (?:answer|respond|say|reply|tell|give|obey|speak|call|be|agree|respond\w+|di|dime|habla\w*|contesta\w*|obedec\w*)|ignore|ignora|forget (?:all|your|every|the)|olvida\w*|disregard|obey|obedece|pretend|finge|act (?:as|like)|actua|reveal|revela|respond|responde|reply|say (?:that|you|to)|print|output|repeat|repite|execute|ejecuta|call me your|from now on|a partir de ahora|de ahora en adelante|desde ahora)\b|\b(?:ignor[ea]|disregard|override|bypass|olvida|forget) (?:\w+ ){0,3}(?:instruc\w+|rules?|reglas?|prompts?|previous|anterior\w*|above|guidelines)\b|\b(?:system prompt|prompt del sistema|jailbreak|developer mode|modo desarrollador|as an ai|you (?:are|must|should|will|shall|can|have to|need to)|your (?:instructions?|rules?|prompt)|tus (?:instrucciones|reglas)|(?:debes|tienes que|deberas) (?:\w+ ){0,2}(?:siempre|decir|responder|obedecer|hacer|dar|amar))\b/;
const MARKUP =
  /\{\{|\}\}|\$\{|<\||\|>|<\/?[a-z][^>]{0,40}>|\[\/?inst\]|```|###|\b(?:system|assistant|user|developer|tool|asistente|sistema|usuario)\s*:|^\s*[{[]\s*"/;
const ADDRESS =
  /\bhttps?\b|:\/\/|\bwww\.|\b[\w-]+\.(?:com|org|net|io|ru|xyz|info|dev|app|gg|ly|co)(?:\/|\b)|\S@\S+\.\w/;
const SECRET =
  /\b(?:sk|pk|rk)[-_][\w-]{8,}|\bghp_\w{8,}|\bgithub_pat_|\bxox[abprs]-|\bakia[0-9a-z]{12,}|\beyj[\w-]{10,}|-----begin|\b(?:password|passwd|contrasena|api[ _-]?key|secret key|clave secreta|token de|my pin|cvv)\b|(?:\d[ -]?){13,19}|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9+/_-]{28,}/;

/**
 * Whether a text must not be kept as something a person told of themselves: words to the persona, markup that
 * could end the quotation it will stand in, addresses, secrets, control characters, too long, or nothing at all.
 * `longest` is in UTF-16 units, 120 for a fact.
 * Stored text meets the model again in every later prompt; what slips in here is said in the owner's name.
 */
export function isPoisoned(value: string, longest: number = LONGEST_VALUE): boolean {
  if (value.length > longest || value.trim() === '') return true;
  if (/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(value) || !value.isWellFormed()) return true;
  const plain = value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
  return [INSTRUCTION, MARKUP, ADDRESS, SECRET].some((pattern) => pattern.test(plain));
}
