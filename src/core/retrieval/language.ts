import type { Language } from '../message.ts';

/** Characters that are looked at; a language shows itself early. */
const maxCharacters = 2000;

// Words of one language only. Shared ones (no, me, he, has, son, a, come, once, as) say nothing and are in neither.
const spanish = wordSet(`
  el la los las un una unos unas lo al del de en es soy eres somos esta estoy estas estan estamos era fue fui
  y o pero porque que como cuando donde quien cual cuanto si con sin para por sobre entre hasta desde
  yo tu ella ellos nosotros usted ustedes mi mis tus su sus nuestro te se nos le les
  este esto ese eso esa aquello aqui ahi alli hoy ayer manana ahora luego siempre nunca jamas tambien tampoco
  muy mas menos mucho mucha poco poca todo toda todos nada algo alguien nadie otro otra
  hola buenos buenas dias tardes noches gracias adios perdon favor vale claro bueno buena bien mal
  tengo tienes tiene tenia tuve quiero quieres quiere quisiera puedo puedes puede hay habia haber hago haces hace
  hacer hice dije dijiste dijo digo dices dice voy vas va vamos ir ser estar tener gusta gustan gusto encanta amo
  odio llamo llamas llama vivo vives vive trabajo trabajas siento sientes recuerdas recuerda recuerdo acuerdas
  conte contaste cuentame dime sabes sabe creo crees parece necesito necesitas murio perro gato madre padre
  hermano hermana hermanos amigo amiga abuela abuelo novia novio hijo hija casa linda lindo guapa guapo bonita
  tonta tonto feliz triste cansado cansada enojado enojada te quiero`);
const english = wordSet(`
  the an is am are was were be been being and or but because that what how when where who which why if with
  without for from about into until i you she it we they my your his her our their us him them this these those
  here there today yesterday tomorrow now then always never also very more less much many little all nothing
  something someone nobody other hello hi hey thanks thank please sorry good morning night bye well bad
  have had do does did done want wants can could will would should said say says tell told go goes went going
  make made like likes love loves hate live lives work works feel feels remember know knows think thinks need
  needs died dog cat mother father brother sister friend grandmother grandfather girlfriend boyfriend house
  pretty beautiful stupid happy sad tired angry not don't i'm you're it's that's what's can't didn't doesn't
  isn't i've i'll of to in on at by so`);

/** Endings and letters only one of them has, weaker than a word. */
const spanishShape = /[ñáéíóú]|ción$|mente$|ando$|iendo$|aste$|iste$/u;
const englishShape = /ing$|tion$|[a-z]'(?:s|t|m|re|ve|ll|d)$|ly$|ght|^wh|^th|[^aeiou]ed$/;

/**
 * The language a text is written in, by its function words, everyday verbs, endings and the signs only Spanish has.
 * `fallback` when it is too short or too mixed to tell: "ok", "jaja", a name. Looks at the first 2,000 characters.
 */
export function detectLanguage(text: string, fallback: Language): Language {
  const readable = text.slice(0, maxCharacters).normalize('NFC').toLowerCase().replaceAll('’', "'");
  let es = /[¿¡]/.test(readable) ? 2 : 0;
  let en = 0;
  for (const [word] of readable.matchAll(/\p{L}[\p{L}\p{M}']*/gu)) {
    const folded = word.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
    if (spanish.has(folded)) es += 2;
    else if (spanishShape.test(word)) es += 1;
    if (english.has(word)) en += 2;
    else if (englishShape.test(word)) en += 1;
  }
  // One ending alone is too little: "Inés" and "Beverly" are names.
  if (Math.max(es, en) < 2 || es === en) return fallback;
  return es > en ? 'es' : 'en';
}

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/).filter((word) => word !== ''));
}
