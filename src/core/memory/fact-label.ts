import type { Language } from '../message.ts';
import type { Json } from '../ports/records.ts';

/** Label of a fact in the reader's language: "Favorite anime" / "Anime favorito", "Dog" / "Perro". */
export function factLabel(category: string, key: string, language: Language): string {
  if (Object.hasOwn(LABELS, key)) return LABELS[key]![LANGUAGE[language]];
  for (const [prefix, labels] of Object.entries(PREFIXES)) {
    if (key.startsWith(prefix) && key.length > prefix.length) {
      const rest = key.slice(prefix.length);
      const name = Object.hasOwn(THINGS, rest) ? THINGS[rest]![LANGUAGE[language]] : humanised(rest);
      if (prefix === 'favorite_' && language === 'es')
        return `${name} ${FEMININE.test(name) ? 'favorita' : 'favorito'}`;
      return labels[LANGUAGE[language]].replace('*', name.toLowerCase());
    }
  }
  if (key.endsWith('_name')) {
    const owner = key.slice(0, -'_name'.length);
    if (Object.hasOwn(THINGS, owner)) return capitalised(THINGS[owner]![LANGUAGE[language]]);
  }
  if (Object.hasOwn(THINGS, key)) return capitalised(THINGS[key]![LANGUAGE[language]]);
  return humanised(key) || humanised(category);
}

/** A fact for the eye: `{ label: 'Dog', text: 'Max (deceased)' }`. */
export function renderFact(
  fact: {
    readonly category: string;
    readonly key: string;
    readonly value: Json;
    readonly qualifier?: string;
  },
  language: Language,
): { readonly label: string; readonly text: string } {
  const label = factLabel(fact.category, fact.key, language);
  const text = plain(fact.value);
  if (fact.qualifier === undefined || fact.qualifier === '') return { label, text };
  const qualifier = Object.hasOwn(QUALIFIERS, fact.qualifier)
    ? QUALIFIERS[fact.qualifier]![LANGUAGE[language]]
    : fact.qualifier.replaceAll('_', ' ');
  return { label, text: `${text} (${qualifier})` };
}

/** JSON as one would say it: lists with commas, objects as "key: value". */
function plain(value: Json): string {
  if (value === null) return '–';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(plain).join(', ');
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${plain(inner)}`)
    .join(', ');
}

function humanised(key: string): string {
  return capitalised(key.replaceAll(/[_.]+/g, ' ').trim());
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

// The Spanish adjective agrees with the thing.
const FEMININE = /(?:a|ción|ie|dad|flor)$/;

const LANGUAGE = { en: 0, es: 1 } as const;
type Both = readonly [en: string, es: string];

const LABELS: Readonly<Record<string, Both>> = {
  name: ['Name', 'Nombre'],
  nickname: ['Nickname', 'Apodo'],
  age: ['Age', 'Edad'],
  location: ['Lives in', 'Vive en'],
  city: ['City', 'Ciudad'],
  hometown: ['From', 'Es de'],
  birthday: ['Birthday', 'Cumpleaños'],
  nationality: ['Nationality', 'Nacionalidad'],
  language: ['Language', 'Idioma'],
  occupation: ['Occupation', 'Profesión'],
  workplace: ['Works at', 'Trabaja en'],
  studies: ['Studies', 'Estudia'],
  marital_status: ['Marital status', 'Estado civil'],
  children: ['Children', 'Hijos'],
  siblings: ['Siblings', 'Hermanos'],
  diet: ['Diet', 'Dieta'],
};

/** The rest of the key goes where the star is. */
const PREFIXES: Readonly<Record<string, Both>> = {
  favorite_: ['Favorite *', '* favorito'],
  likes_: ['Likes', 'Le gusta'],
  dislikes_: ['Dislikes', 'No le gusta'],
  speaks_: ['Speaks', 'Habla'],
  allergy_: ['Allergic to', 'Alergia a'],
  condition_: ['Health', 'Salud'],
  note_: ['Note', 'Nota'],
};

const THINGS: Readonly<Record<string, Both>> = {
  anime: ['anime', 'Anime'],
  manga: ['manga', 'Manga'],
  movie: ['movie', 'Película'],
  food: ['food', 'Comida'],
  dessert: ['dessert', 'Postre'],
  fruit: ['fruit', 'Fruta'],
  drink: ['drink', 'Bebida'],
  color: ['color', 'Color'],
  song: ['song', 'Canción'],
  book: ['book', 'Libro'],
  game: ['game', 'Juego'],
  band: ['band', 'Banda'],
  singer: ['singer', 'Cantante'],
  artist: ['artist', 'Artista'],
  author: ['author', 'Autor'],
  series: ['series', 'Serie'],
  sport: ['sport', 'Deporte'],
  team: ['team', 'Equipo'],
  animal: ['animal', 'Animal'],
  season: ['season', 'Estación'],
  subject: ['subject', 'Materia'],
  place: ['place', 'Lugar'],
  music: ['music', 'Música'],
  number: ['number', 'Número'],
  character: ['character', 'Personaje'],
  hobby: ['hobby', 'Pasatiempo'],
  dog: ['dog', 'Perro'],
  cat: ['cat', 'Gato'],
  pet: ['pet', 'Mascota'],
  bird: ['bird', 'Pájaro'],
  parrot: ['parrot', 'Loro'],
  rabbit: ['rabbit', 'Conejo'],
  hamster: ['hamster', 'Hámster'],
  fish: ['fish', 'Pez'],
  turtle: ['turtle', 'Tortuga'],
  horse: ['horse', 'Caballo'],
  dogs: ['dogs', 'Perros'],
  cats: ['cats', 'Gatos'],
  pets: ['pets', 'Mascotas'],
  sister: ['sister', 'Hermana'],
  brother: ['brother', 'Hermano'],
  sisters: ['sisters', 'Hermanas'],
  brothers: ['brothers', 'Hermanos'],
  mother: ['mother', 'Madre'],
  father: ['father', 'Padre'],
  son: ['son', 'Hijo'],
  daughter: ['daughter', 'Hija'],
  wife: ['wife', 'Esposa'],
  husband: ['husband', 'Esposo'],
  girlfriend: ['girlfriend', 'Novia'],
  boyfriend: ['boyfriend', 'Novio'],
  partner: ['partner', 'Pareja'],
  fiancee: ['fiancée', 'Prometida'],
  fiance: ['fiancé', 'Prometido'],
  grandmother: ['grandmother', 'Abuela'],
  grandfather: ['grandfather', 'Abuelo'],
  aunt: ['aunt', 'Tía'],
  uncle: ['uncle', 'Tío'],
  cousin: ['cousin', 'Primo o prima'],
  niece: ['niece', 'Sobrina'],
  nephew: ['nephew', 'Sobrino'],
};

const QUALIFIERS: Readonly<Record<string, Both>> = {
  deceased: ['deceased', 'fallecido'],
  former: ['former', 'antes'],
  unsure: ['unsure', 'sin certeza'],
};
