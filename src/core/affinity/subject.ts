/** "you are" as people type it, folded. */
export const YOU_ARE = "you'?re|you are|you r|u'?re|u are|u r|ur|thou art|y'?all are";

/** "eres" and what else says the same of somebody in Spanish, folded. */
export const ERES =
  'eres|sos|estas|te ves|te miras|te escuchas|luces|pareces|usted es|usted esta|hueles|suenas|te has puesto|siempre seras|seras|fuiste|has sido';

/** A clause about how the writer feels, whatever else it says. */
export const FEELING_EN = /\bi(?: am|'m) feeling\b/;

// Between these and the words after them stands somebody else's view, a wish or a denial.
const INDIRECT =
  /\b(?:said|says|saying|told|tells|claims?|if|wish|when|unless|whether|who|doubt|not|never|nobody|none|pretend|imagine|suppose|tried|used to|hardly|barely|without|don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|can'?t|wouldn'?t|would|could|does|no|nunca|jamas|tampoco|nadie|ni|dij[oe]\w*|dice[ns]?|diria\w*|decia\w*|ojala|cuando|finge|imagina|dud[oa]|apenas|quisiera|sin|crees|piensas|think|do|are|te parece)\b/;

// First-person openings that hold one of those words and are direct all the same.
const OPENINGS =
  /\b(?:(?:i |just )?(?:must|have to|got to|gotta|can|to|wanted to|will|i'?ll) (?:say|admit|tell you)|i (?:\w+ )?(?:think|do think|believe|find|feel like|guess|swear|know)|let me (?:tell you|say)|not gonna lie|no lie|no doubt|i don'?t care what they say|(?:yo )?(?:creo|pienso|siento|juro|se) que|debo decir(?:te)?(?: que)?|tengo que decir(?:te)?(?: que)?|te digo que|(?:quiero|queria) decirte que|no (?:hay duda|cabe duda|te voy a mentir|voy a mentir)|la verdad|nadie lo (?:duda|niega)|i (?:can'?t|cannot|can not) believe(?: how)?|no (?:puedo|manches|mames|inventes)(?: creer)?|why (?:do|are)|do you know|did you know|told you|te dije que|wow no|oh no|omg no)\b/g;

/**
 * Whether what follows `before` (folded) in its clause is the writer's own plain statement. "I think you are…" is;
 * "he said you are…", "if you are…", "you are not…" are not. `written` is the clause unfolded: only there do
 * "sí" and "si" differ.
 */
export function isDirect(before: string, written: string): boolean {
  for (const { index } of before.matchAll(/\bsi\b/g)) {
    if (written.slice(index, index + 2).toLowerCase() === 'si') return false;
  }
  const rest = before.replaceAll(OPENINGS, ' ');
  return !INDIRECT.test(rest);
}
