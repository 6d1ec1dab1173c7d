interface Named {
  readonly id: string;
  readonly username?: string | undefined;
  readonly global_name?: string | null | undefined;
}

/** What people see above somebody's messages: the nickname there, the display name, the account's name; else its id. */
export const nameOf = (user: Named, nick?: string | null): string =>
  nick || user.global_name || user.username || user.id;
