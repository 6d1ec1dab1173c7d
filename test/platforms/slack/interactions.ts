import type { OpenForm, Where } from '../platform.ts';
import { isObject } from './blocks.ts';
import type { Desk } from './call.ts';
import { messageJson } from './events.ts';
import type { Delivery } from './line.ts';
import { nameOfChannel, userOf } from './people.ts';
import { listOf, type Pressable, plainOf, pressables } from './reading.ts';
import type { SlackResponses } from './responses.ts';
import type { SlackViews, View } from './views.ts';
import { type Json, type Message, type Person, stringOf } from './world.ts';

export interface SlackInteractions {
  command(who: string, line: string, where?: Where): Promise<void>;
  /** Presses a button or chooses an option; `home` and `form` are the ids of those views. */
  press(who: string, id: string, label: string): Promise<void>;
  shortcut(who: string, callbackId: string): Promise<void>;
  messageShortcut(who: string, callbackId: string, id: string): Promise<void>;
  form(who: string): OpenForm | undefined;
  /** What the app had against the last submission, by block. */
  formErrors(who: string): Json;
  closeForm(who: string): Promise<void>;
}

interface Tools {
  readonly desk: Desk;
  readonly views: SlackViews;
  readonly responses: SlackResponses;
  readonly address: () => string;
  readonly send: (delivery: Delivery) => Promise<Json | undefined>;
}

/** What people do beyond talking: commands, buttons, shortcuts and forms. */
export function createSlackInteractions({ desk, views, responses, address, send }: Tools): SlackInteractions {
  const { world } = desk;
  const errors = new Map<string, Json>();

  const common = (person: Person): Json => ({
    team: { id: world.team.id, domain: world.team.domain },
    user: userOf(person, world),
    api_app_id: world.appId,
    token: 'verification-token',
    enterprise: null,
    is_enterprise_install: false,
  });

  const interact = (payload: Json, takesPayload = false): Promise<Json | undefined> =>
    send({ kind: 'interactive', payload, takesPayload });

  const pressInView = async (person: Person, view: View, label: string): Promise<void> => {
    const found = named(pressables(listOf(view.json.blocks)), label, view.id);
    await interact({
      type: 'block_actions',
      ...common(person),
      container: { type: 'view', view_id: view.id },
      trigger_id: views.trigger(person),
      view: views.output(view),
      actions: [actionOf(found, world.ts())],
    });
  };

  const pressInMessage = async (person: Person, message: Message, label: string): Promise<void> => {
    const found = named(pressables(message.blocks), label, message.ts);
    const { channel, ts, thread } = message;
    const isEphemeral = message.onlyFor !== undefined;
    await interact({
      type: 'block_actions',
      ...common(person),
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel.id,
        is_ephemeral: isEphemeral,
        ...(thread === undefined ? {} : { thread_ts: thread }),
      },
      trigger_id: views.trigger(person),
      channel: { id: channel.id, name: nameOfChannel(channel) },
      // An ephemeral message is not shown to the app again.
      ...(isEphemeral ? {} : { message: messageJson(message, world) }),
      state: { values: {} },
      response_url: address() + responses.open(person, channel, message),
      actions: [actionOf(found, world.ts())],
    });
  };

  return {
    async command(who, line, where = 'direct') {
      const person = world.person(who);
      const channel = world.channel(where, who);
      const [command = '', ...rest] = line.trim().split(' ');
      const payload = await send({
        kind: 'slash_commands',
        takesPayload: true,
        payload: {
          token: 'verification-token',
          team_id: world.team.id,
          team_domain: world.team.domain,
          channel_id: channel.id,
          channel_name: nameOfChannel(channel),
          user_id: person.id,
          user_name: person.name.toLowerCase(),
          command,
          text: rest.join(' '),
          api_app_id: world.appId,
          is_enterprise_install: 'false',
          response_url: address() + responses.open(person, channel),
          trigger_id: views.trigger(person),
        },
      });
      if (payload !== undefined && (payload.text !== undefined || payload.blocks !== undefined))
        responses.say(person, channel, payload, desk);
    },

    async press(who, id, label) {
      const person = world.person(who);
      const view =
        id === 'home' ? views.home(person) : id === 'form' ? views.stack(person).at(-1) : undefined;
      if (view !== undefined) return pressInView(person, view, label);
      const message = world.message(id);
      if (message.isGone || (message.onlyFor ?? person.id) !== person.id)
        throw new Error(`${who} does not see ${id}`);
      return pressInMessage(person, message, label);
    },

    async shortcut(who, callbackId) {
      const person = world.person(who);
      const fields = { callback_id: callbackId, trigger_id: views.trigger(person), action_ts: world.ts() };
      await interact({ type: 'shortcut', ...common(person), ...fields });
    },

    async messageShortcut(who, callbackId, id) {
      const person = world.person(who);
      const message = world.message(id);
      await interact({
        type: 'message_action',
        ...common(person),
        callback_id: callbackId,
        trigger_id: views.trigger(person),
        action_ts: world.ts(),
        message_ts: id,
        message: messageJson(message, world),
        channel: { id: message.channel.id, name: nameOfChannel(message.channel) },
        response_url: address() + responses.open(person, message.channel, message),
      });
    },

    form(who) {
      const person = world.person(who);
      const view = views.stack(person).at(-1);
      if (view === undefined) return undefined;
      const inputs = listOf(view.json.blocks).filter(({ type }) => type === 'input');
      return {
        title: plainOf(view.json.title),
        fields: inputs.map((block) => ({ name: nameOfField(block), label: plainOf(block.label) })),
        async submit(values) {
          errors.delete(person.id);
          const payload = await interact(
            {
              type: 'view_submission',
              ...common(person),
              trigger_id: views.trigger(person),
              view: { ...views.output(view), state: { values: stateOf(inputs, values) } },
              response_urls: [],
            },
            true,
          );
          if (payload === undefined) return;
          if (payload.response_action === 'errors') errors.set(person.id, payload.errors as Json);
          views.answerSubmission(view, payload, desk);
        },
      };
    },

    formErrors: (who) => errors.get(world.person(who).id) ?? {},

    async closeForm(who) {
      const person = world.person(who);
      const view = views.stack(person).pop();
      if (view?.json.notify_on_close !== true) return;
      await interact({ type: 'view_closed', ...common(person), view: views.output(view), is_cleared: false });
    },
  };
}

function named(all: readonly Pressable[], label: string, where: string): Pressable {
  const found = all.find((one) => one.label === label);
  if (found === undefined)
    throw new Error(`${where} has no "${label}", only ${all.map((one) => one.label).join(', ')}`);
  return found;
}

function actionOf({ element, blockId, option }: Pressable, ts: string): Json {
  const { type, action_id: id, text, value } = element;
  const base = { type, action_id: id ?? 'made-up', block_id: blockId, action_ts: ts };
  if (option === undefined) return { ...base, text, ...(value === undefined ? {} : { value }) };
  return type === 'checkboxes'
    ? { ...base, selected_options: [option] }
    : { ...base, selected_option: option };
}

const nameOfField = (block: Json): string => {
  const element = isObject(block.element) ? block.element : {};
  return stringOf(element.action_id ?? block.block_id);
};

/** What was typed, by block and action; values are named by field, block or label. */
function stateOf(inputs: readonly Json[], values: Readonly<Record<string, string>>): Json {
  const state: Record<string, Json> = {};
  for (const block of inputs) {
    const element = isObject(block.element) ? block.element : {};
    const name = nameOfField(block);
    const given = values[name] ?? values[stringOf(block.block_id)] ?? values[plainOf(block.label)];
    const value = given ?? (element.initial_value as string | undefined);
    if (!value && block.optional !== true)
      throw new Error(`the client does not send the form without "${name}"`);
    if (value !== undefined && value.length > Number(element.max_length ?? 3000))
      throw new Error(`the client does not send a "${name}" that long`);
    state[stringOf(block.block_id)] = { [name]: typed(element, value) };
  }
  return state;
}

function typed(element: Json, value: string | undefined): Json {
  const { type } = element;
  if (type === 'static_select' || type === 'radio_buttons') {
    const chosen = listOf(element.options).find(
      (option) => option.value === value || plainOf(option.text) === value,
    );
    return { type, selected_option: chosen ?? null };
  }
  if (type === 'checkboxes')
    return {
      type,
      selected_options: listOf(element.options).filter((option) =>
        value?.split(',').includes(stringOf(option.value)),
      ),
    };
  return { type, value: value === undefined || value === '' ? null : value };
}
