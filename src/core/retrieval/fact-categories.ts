import { stems } from './words.ts';

// By category, the words of both languages that call for it; compared as stems.
const vocabulary: Readonly<Record<string, string>> = {
  personal_info: `name called age old birthday born birthplace nombre llamo llamas edad años cumpleaños nací`,
  pets: `pet pets dog dogs puppy cat cats kitten bird fish hamster rabbit horse turtle parrot vet leash
    mascota perro perrito cachorro gato gatito pájaro pez conejo caballo tortuga loro veterinario`,
  family: `family mother mom father dad parents sister brother siblings son daughter child kids baby grandmother grandma
    grandfather grandpa aunt uncle cousin nephew niece familia madre mamá padre papá padres hermana hermano
    hijo hija hijos niños bebé abuela abuelo tía tío primo prima sobrino sobrina`,
  relationships: `girlfriend boyfriend wife husband partner fiancé married wedding divorce dating friend friends crush ex
    novia novio esposa esposo marido pareja boda casado divorcio amigo amiga amigos`,
  work: `work job boss office career colleague coworker company salary interview hired fired promotion business project
    trabajo jefe jefa oficina carrera colega compañero empresa sueldo entrevista contrataron despidieron ascenso negocio proyecto`,
  studies: `school university college class exam degree student teacher homework thesis study
    escuela colegio universidad clase examen título estudiante profesor profesora tarea tesis estudiar`,
  health: `health allergy allergic illness sick ill doctor hospital medicine pain injury surgery therapy anxiety depression
    diet vegetarian vegan salud alergia alérgico enfermo enfermedad médico doctora medicina dolor
    lesión operación terapia ansiedad depresión dieta vegetariano vegano`,
  location: `live city country address home house apartment neighbourhood move moved hometown
    vivo vives ciudad país dirección casa piso departamento barrio mudar mudanza pueblo`,
  hobbies: `hobby hobbies play game games music guitar piano sing paint draw dance read book movie film series anime sport
    football soccer run hike swim travel trip cook garden photo afición pasatiempo jugar juego música guitarra
    cantar pintar dibujar bailar leer libro película serie deporte fútbol correr senderismo nadar viajar viaje cocinar
    jardín foto`,
  preferences: `favorite favourite prefer like love hate enjoy favorito preferir gusta encanta odio prefiero`,
};

const categoriesOfStem: ReadonlyMap<string, readonly string[]> = buildIndex();

/** The fact categories a text touches, in a fixed order; empty when none of their words is in it. */
export function factCategories(text: string): readonly string[] {
  const touched = new Set(stems(text).flatMap((stem) => categoriesOfStem.get(stem) ?? []));
  return Object.keys(vocabulary).filter((category) => touched.has(category));
}

function buildIndex(): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const [category, list] of Object.entries(vocabulary)) {
    for (const stem of stems(list)) index.set(stem, [...(index.get(stem) ?? []), category]);
  }
  return index;
}
