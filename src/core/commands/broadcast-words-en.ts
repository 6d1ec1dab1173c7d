/** What Kith says of announcements. */
export const broadcastEnglish = {
  what: 'What shall I announce? Write it after the command: /broadcast The game night moves to Friday. You see it before it goes out.',
  tooLong: (length: number, limit: number) =>
    `That has ${length} characters; an announcement may have ${limit}.`,
  counted: (places: number, quiet: number, optedOut: number, rested: number) =>
    [
      `This would reach ${places === 1 ? '1 place' : `${places} places`}`,
      ...(quiet === 0 ? [] : [`${quiet} now in quiet hours`]),
      ...(rested === 0 ? [] : [`${rested} had one this week and want no more`]),
      ...(optedOut === 0 ? [] : [`${optedOut} opted out`]),
    ].join(', '),
  personasKnow: 'The personas will know of it.',
  toSend: (id: string, minutes: number) =>
    `Nothing goes out yet. To send it: /broadcast send ${id} · to drop it: /broadcast cancel ${id} (it waits ${minutes} minutes)`,
  waits: (minutes: number) => `Nothing goes out before you say so; it waits ${minutes} minutes.`,
  send: 'Send',
  cancel: 'Cancel',
  status: 'How far it is',
  confirmed: (id: string) => `It is on its way. /broadcast status ${id} says how far it is.`,
  cancelled: 'Cancelled: nothing more goes out.',
  unknown: (id: string) => `There is no announcement ${id} here, or it has waited too long.`,
  over: (state: string) => `That announcement is ${state} already.`,
  none: 'Nothing has been announced here yet.',
  row: (id: string, state: string, age: string, beginning: string) =>
    `**${beginning}** \`${id}\` ${state}, ${age}`,
  states: {
    draft: 'waiting for your word',
    confirmed: 'about to be sent',
    sending: 'being sent',
    done: 'sent',
    cancelled: 'cancelled',
    expired: 'expired',
  },
  targets: {
    waiting: 'waiting',
    sending: 'going out',
    sent: 'sent',
    skipped: 'skipped',
    failed: 'failed',
    unknown: 'perhaps sent',
  },
  reasons: {
    'opted out': 'opted out',
    weekly: 'had one this week',
    gone: 'no longer reachable',
    quiet: 'quiet hours',
    expired: 'too late',
    refused: 'refused by the platform',
    unreachable: 'to be tried again',
  } as Readonly<Record<string, string>>,
  notice: (command: string | undefined) =>
    `(An announcement of whoever runs Kith here.${command === undefined ? '' : ` ${command}: fewer of these.`})`,
  less: 'Less of this',
  subscribed: {
    on: 'Announcements come here.',
    weekly: 'Announcements come here, one a week at most.',
    off: 'No announcements come here.',
    gone: 'No announcements come here: the platform did not let me write here any more.',
  },
  quietHours: (hours: string) => `None comes between ${hours}; they wait until it is over.`,
  noQuietHours: 'There are no quiet hours.',
  quietHow: 'Hours and a time zone, like this: /broadcasts quiet 22-8 Europe/Madrid (or: quiet off)',
  lessWeekly: 'From now on one a week comes here at most. Once more and none does.',
  subscribe: 'Send them here',
  unsubscribe: 'Send none',
  quiet: 'Quiet hours',
  how: '/broadcasts on · /broadcasts off · /broadcasts quiet 22-8 Europe/Madrid',
};
