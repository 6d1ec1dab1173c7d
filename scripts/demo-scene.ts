/** One thing somebody does on one of the platforms; exactly one of text, command and press. */
export interface Beat {
  readonly on: 'discord' | 'telegram' | 'slack';
  readonly who: string;
  /** `#name`, `!name`; absent: their direct chat. */
  readonly where?: string;
  readonly text?: string;
  readonly mentions?: boolean;
  readonly command?: string;
  readonly press?: string;
  /** Said by the narrator before it. */
  readonly says?: string;
  /** Nobody is meant to answer. */
  readonly isUnanswered?: boolean;
}

export const scene: readonly Beat[] = [
  {
    on: 'discord',
    who: 'Ana',
    where: '#lobby',
    text: 'Hello Alicia, my name is Ana!',
    mentions: true,
    says: 'In a Discord server somebody mentions Alicia, who has a face of her own there.',
  },
  { on: 'discord', who: 'Bruno', where: '#lobby', text: 'anyone up for a game tonight?', isUnanswered: true },
  { on: 'discord', who: 'Ana', where: '#lobby', text: 'You are so sweet, thank you', mentions: true },
  {
    on: 'discord',
    who: 'Ana',
    where: '#lobby',
    command: '/affinity',
    says: 'What moved them is nobody else’s business: the answer is for Ana only.',
  },
  { on: 'discord', who: 'Ana', where: '#lobby', press: 'Why' },
  {
    on: 'telegram',
    who: 'Ana',
    command: '/start',
    says: 'On Telegram, in a private chat. There she is spoken to in Spanish, and answers so.',
  },
  { on: 'telegram', who: 'Ana', text: 'Hola Alicia, me llamo Ana y mi perro se llama Max' },
  { on: 'telegram', who: 'Ana', text: '¿Qué sabes de mí?' },
  {
    on: 'telegram',
    who: 'Ana',
    where: '#plaza',
    text: '¿cómo se llama mi perro?',
    mentions: true,
    says: 'What was said in private stays there: in a group she does not tell.',
  },
  {
    on: 'slack',
    who: 'Ana',
    where: '#general',
    text: 'hola, ¿qué tal el día?',
    mentions: true,
    says: 'In Slack she answers in the thread, as it streams.',
  },
  { on: 'slack', who: 'Ana', where: '#general', command: '/persona list' },
  { on: 'slack', who: 'Ana', text: 'Hi, what can you do?' },
];
