import {
  type AccountId,
  accountId,
  type MessageId,
  messageId,
  type PlaceId,
  placeId,
} from '../../core/ids.ts';

/** The terminal's name in every id it makes. */
export const CHANNEL = 'terminal';

/** `ana` → `terminal:ana`. Any text may be an account; white space and control characters become `_`. */
export const accountOf = (name: string): AccountId =>
  accountId(
    `${CHANNEL}:${name
      .toWellFormed()
      .normalize('NFC')
      .trim()
      .replace(/[\s\p{Cc}]+/gu, '_')
      .slice(0, 64)
      .toWellFormed()}`,
  );

/** The direct chat of an account. */
export const directPlaceOf = (account: AccountId): PlaceId =>
  placeId(`${CHANNEL}:direct:${account.slice(CHANNEL.length + 1)}`);

export const messageOf = (id: string): MessageId => messageId(`${CHANNEL}:${id}`);
