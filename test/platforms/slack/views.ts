import { checkView } from './blocks.ts';
import { type Arguments, type Desk, fault, type Method, Refusal } from './call.ts';
import { noteDanger } from './content.ts';
import { withIds } from './reading.ts';
import { type Json, type Person, stringOf, type World } from './world.ts';

export interface View {
  readonly id: string;
  readonly person: Person;
  readonly previous?: string;
  readonly root: string;
  /** What the app sent, blocks with their ids. */
  json: Json;
  hash: string;
}

export interface SlackViews {
  readonly methods: Readonly<Record<string, Method>>;
  /** Modals open for somebody, the topmost last. */
  stack(person: Person): View[];
  home(person: Person): View | undefined;
  /** A ticket with which one view can be opened for somebody within three seconds. */
  trigger(person: Person): string;
  /** A view as payloads carry it. */
  output(view: View): Json;
  /** What an acknowledgement of a submission does. */
  answerSubmission(view: View, payload: Json, desk: Desk): void;
}

const TRIGGER_MS = 3000;
const DEEPEST = 3;

/** Modals and Home tabs. */
export function createSlackViews(world: World): SlackViews {
  const triggers = new Map<string, { readonly person: Person; readonly at: number; isUsed: boolean }>();
  const stacks = new Map<string, View[]>();
  const homes = new Map<string, View>();

  const stack = (person: Person): View[] => {
    const known = stacks.get(person.id) ?? [];
    stacks.set(person.id, known);
    return known;
  };

  const redeem = (id: unknown): Person => {
    const trigger = triggers.get(stringOf(id));
    if (trigger === undefined) throw fault('invalid_trigger_id');
    if (trigger.isUsed) throw fault('exchanged_trigger_id');
    if (Date.now() - trigger.at > TRIGGER_MS) throw fault('expired_trigger_id');
    trigger.isUsed = true;
    return trigger.person;
  };

  const checked = (view: unknown, type: 'modal' | 'home', desk: Desk, where: string): Json => {
    const faults = checkView(view);
    if (faults.length > 0)
      throw fault('invalid_arguments', ...faults.map(({ at, why }) => `${why} [json-pointer:${at}]`));
    const json = view as Json & { readonly blocks: readonly Json[] };
    if (json.type !== type)
      throw fault('invalid_arguments', `must be a view of type ${type} [json-pointer:/view/type]`);
    noteDanger({ blocks: json.blocks }, desk, where);
    return { ...json, blocks: withIds(json.blocks, world) };
  };

  const opened = (person: Person, json: Json, below?: View): View => {
    const id = world.id('V');
    return {
      id,
      person,
      root: below?.root ?? id,
      ...(below === undefined ? {} : { previous: below.id }),
      json,
      hash: world.ts(),
    };
  };

  const change = (view: View, json: Json): void => {
    view.json = json;
    view.hash = world.ts();
  };

  const found = (args: Arguments): View => {
    const views = [...[...stacks.values()].flat(), ...homes.values()];
    const view = views.find(({ id, json }) =>
      args.view_id === undefined
        ? json.external_id !== undefined && json.external_id === args.external_id
        : id === args.view_id,
    );
    if (view === undefined) throw new Refusal('not_found');
    if (args.hash !== undefined && args.hash !== view.hash) throw new Refusal('hash_conflict');
    return view;
  };

  const output = ({ id, json, hash, root, previous }: View): Json => ({
    title: null,
    close: null,
    submit: null,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    ...json,
    id,
    team_id: world.team.id,
    app_id: world.appId,
    app_installed_team_id: world.team.id,
    bot_id: world.bot.id,
    state: { values: {} },
    hash,
    root_view_id: root,
    previous_view_id: previous ?? null,
  });

  const methods: Readonly<Record<string, Method>> = {
    'views.open': (args, desk) => {
      const json = checked(args.view, 'modal', desk, 'views.open');
      const person = redeem(args.trigger_id);
      const view = opened(person, json);
      stacks.set(person.id, [view]);
      return { view: output(view) };
    },
    'views.push': (args, desk) => {
      const json = checked(args.view, 'modal', desk, 'views.push');
      const person = redeem(args.trigger_id);
      const open = stack(person);
      if (open.length >= DEEPEST) throw fault('push_limit_reached');
      const view = opened(person, json, open.at(-1));
      open.push(view);
      return { view: output(view) };
    },
    'views.update': (args, desk) => {
      const view = found(args);
      change(view, checked(args.view, view.json.type === 'home' ? 'home' : 'modal', desk, 'views.update'));
      return { view: output(view) };
    },
    'views.publish': (args, desk) => {
      const json = checked(args.view, 'home', desk, 'views.publish');
      const person = world.people.get(stringOf(args.user_id));
      if (person === undefined) throw new Refusal('user_not_found');
      const known = homes.get(person.id);
      if (args.hash !== undefined && known !== undefined && args.hash !== known.hash)
        throw new Refusal('hash_conflict');
      const view = known ?? opened(person, json);
      change(view, json);
      homes.set(person.id, view);
      return { view: output(view) };
    },
  };

  return {
    methods,
    stack,
    home: (person) => homes.get(person.id),
    trigger(person) {
      const id = world.id('');
      triggers.set(id, { person, at: Date.now(), isUsed: false });
      return id;
    },
    output,
    answerSubmission(view, payload, desk) {
      const open = stack(view.person);
      const where = 'answer to view_submission';
      switch (payload.response_action) {
        case undefined:
          open.splice(open.indexOf(view), 1);
          return;
        case 'errors': {
          const blocks = new Set((view.json.blocks as readonly Json[]).map(({ block_id: id }) => id));
          for (const id of Object.keys((payload.errors ?? {}) as Json))
            if (!blocks.has(id)) desk.violation(`${where}: errors name ${id}, which is no block of the form`);
          return;
        }
        case 'clear':
          open.length = 0;
          return;
        case 'update':
          change(view, checked(payload.view, 'modal', desk, where));
          return;
        case 'push':
          open.push(opened(view.person, checked(payload.view, 'modal', desk, where), view));
          return;
        default:
          desk.violation(`${where}: response_action ${stringOf(payload.response_action)} is not known`);
      }
    },
  };
}
