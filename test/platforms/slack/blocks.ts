import { type Json, stringOf } from './world.ts';

/** What Slack says about blocks it does not take: where, and why. */
export interface BlockFault {
  readonly at: string;
  readonly why: string;
}

/** Rules of Block Kit that a message or a view breaks; only those the documentation states. */
export function checkBlocks(blocks: unknown, most: 50 | 100, root = '/blocks'): readonly BlockFault[] {
  const faults: BlockFault[] = [];
  const tell: Tell = (at, why) => void faults.push({ at, why });
  if (!Array.isArray(blocks)) return [{ at: root, why: 'must be an array' }];
  if (blocks.length > most) tell(root, `no more than ${most} items allowed`);
  const ids = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const at = `${root}/${index}`;
    if (!isObject(block)) {
      tell(at, 'must be an object');
      continue;
    }
    const { block_id: id } = block;
    if (id !== undefined) {
      checkString(id, 255, `${at}/block_id`, tell);
      if (ids.has(stringOf(id))) tell(`${at}/block_id`, `block_id already exists: ${stringOf(id)}`);
      ids.add(stringOf(id));
    }
    checkBlock(block, at, tell);
  }
  return faults;
}

/** Rules a modal or a Home tab breaks. */
export function checkView(view: unknown): readonly BlockFault[] {
  if (!isObject(view)) return [{ at: '/view', why: 'must be an object' }];
  const faults: BlockFault[] = [...checkBlocks(view.blocks, 100)];
  const tell: Tell = (at, why) => void faults.push({ at, why });
  if (view.type !== 'modal' && view.type !== 'home') tell('/type', 'must be modal or home');
  for (const [field, most] of Object.entries({
    private_metadata: 3000,
    callback_id: 255,
    external_id: 255,
  })) {
    if (view[field] !== undefined) checkString(view[field], most, `/${field}`, tell, 0);
  }
  if (view.type !== 'modal') return faults;
  checkText(view.title, 24, '/title', tell, true);
  for (const field of ['submit', 'close']) {
    if (view[field] !== undefined) checkText(view[field], 24, `/${field}`, tell, true);
  }
  const hasInput =
    Array.isArray(view.blocks) && view.blocks.some((block) => isObject(block) && block.type === 'input');
  if (hasInput && view.submit === undefined) tell('/submit', 'is required when there is an input block');
  return faults;
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Tell = (at: string, why: string) => undefined;
type Rule = (block: Json, at: string, tell: Tell) => undefined;

const nothing: Rule = () => undefined;

const BLOCKS: Readonly<Record<string, Rule>> = {
  section: (block, at, tell) => {
    if (block.text === undefined && block.fields === undefined) tell(at, 'text or fields is required');
    if (block.text !== undefined) checkText(block.text, 3000, `${at}/text`, tell);
    checkList(block.fields, 10, `${at}/fields`, tell, (field, where) => checkText(field, 2000, where, tell));
    if (block.accessory !== undefined) checkElement(block.accessory, `${at}/accessory`, tell);
  },
  header: (block, at, tell) => checkText(block.text, 150, `${at}/text`, tell, true),
  markdown: (block, at, tell) => checkString(block.text, 12_000, `${at}/text`, tell),
  context: (block, at, tell) =>
    checkList(block.elements, 10, `${at}/elements`, tell, (element, where) => {
      if (isObject(element) && element.type === 'image') checkImage(element, where, tell);
      else checkText(element, 3000, where, tell);
    }),
  actions: (block, at, tell) => checkElements(block, at, 25, tell),
  context_actions: (block, at, tell) => checkElements(block, at, 5, tell),
  image: (block, at, tell) => {
    checkImage(block, at, tell);
    if (block.title !== undefined) checkText(block.title, 2000, `${at}/title`, tell, true);
  },
  input: (block, at, tell) => {
    checkText(block.label, 2000, `${at}/label`, tell, true);
    if (block.hint !== undefined) checkText(block.hint, 2000, `${at}/hint`, tell, true);
    checkElement(block.element, `${at}/element`, tell);
  },
  divider: nothing,
  rich_text: nothing,
  file: nothing,
  video: nothing,
  table: nothing,
  data_table: nothing,
  card: nothing,
  carousel: nothing,
  alert: nothing,
  container: nothing,
  task_card: nothing,
  plan: nothing,
};

function checkBlock(block: Json, at: string, tell: Tell): undefined {
  const rule = BLOCKS[stringOf(block.type)];
  if (rule === undefined) return tell(`${at}/type`, `unsupported type: ${stringOf(block.type)}`);
  return rule(block, at, tell);
}

function checkElements(block: Json, at: string, most: number, tell: Tell): undefined {
  const ids = new Set<unknown>();
  checkList(block.elements, most, `${at}/elements`, tell, (element, where) => {
    checkElement(element, where, tell);
    const id = isObject(element) ? element.action_id : undefined;
    if (id !== undefined && ids.has(id))
      tell(`${where}/action_id`, `action_id already exists: ${stringOf(id)}`);
    ids.add(id);
  });
  if (block.elements === undefined) tell(`${at}/elements`, 'is required');
}

function checkElement(element: unknown, at: string, tell: Tell): undefined {
  if (!isObject(element)) return tell(at, 'must be an object');
  if (typeof element.type !== 'string') return tell(`${at}/type`, 'is required');
  if (element.action_id !== undefined) checkString(element.action_id, 255, `${at}/action_id`, tell);
  if (element.placeholder !== undefined) checkText(element.placeholder, 150, `${at}/placeholder`, tell, true);
  if (element.type === 'button') {
    checkText(element.text, 75, `${at}/text`, tell, true);
    if (element.value !== undefined) checkString(element.value, 2000, `${at}/value`, tell, 0);
    if (element.url !== undefined) checkString(element.url, 3000, `${at}/url`, tell);
    if (element.style !== undefined && element.style !== 'primary' && element.style !== 'danger')
      tell(`${at}/style`, 'must be primary or danger');
  }
  if (element.type === 'image') checkImage(element, at, tell);
  if (element.type === 'plain_text_input') {
    const { max_length: most } = element;
    if (most !== undefined && !(Number(most) >= 1 && Number(most) <= 3000))
      tell(`${at}/max_length`, 'must be between 1 and 3000');
    if (element.initial_value !== undefined)
      checkString(element.initial_value, 3000, `${at}/initial_value`, tell, 0);
  }
  if (isObject(element.confirm)) checkConfirmation(element.confirm, `${at}/confirm`, tell);
  const most = {
    static_select: 100,
    multi_static_select: 100,
    overflow: 5,
    radio_buttons: 10,
    checkboxes: 10,
  }[element.type];
  if (most === undefined || (element.options === undefined && element.option_groups !== undefined)) return;
  if (!Array.isArray(element.options) || element.options.length === 0) tell(`${at}/options`, 'is required');
  checkList(element.options, most, `${at}/options`, tell, (option, where) =>
    checkOption(option, where, tell),
  );
}

function checkOption(option: unknown, at: string, tell: Tell): undefined {
  if (!isObject(option)) return tell(at, 'must be an object');
  checkText(option.text, 75, `${at}/text`, tell);
  checkString(option.value, 150, `${at}/value`, tell);
  if (option.description !== undefined) checkText(option.description, 75, `${at}/description`, tell);
}

function checkConfirmation(confirm: Json, at: string, tell: Tell): undefined {
  checkText(confirm.title, 100, `${at}/title`, tell, true);
  checkText(confirm.text, 300, `${at}/text`, tell);
  checkText(confirm.confirm, 30, `${at}/confirm`, tell, true);
  checkText(confirm.deny, 30, `${at}/deny`, tell, true);
}

function checkImage(image: Json, at: string, tell: Tell): undefined {
  checkString(image.alt_text, 2000, `${at}/alt_text`, tell, 0);
  if (image.slack_file === undefined) checkString(image.image_url, 3000, `${at}/image_url`, tell);
}

function checkText(text: unknown, most: number, at: string, tell: Tell, onlyPlain = false): undefined {
  if (!isObject(text)) return tell(at, 'is required');
  if (text.type !== 'plain_text' && (onlyPlain || text.type !== 'mrkdwn'))
    tell(`${at}/type`, onlyPlain ? 'must be plain_text' : 'must be plain_text or mrkdwn');
  checkString(text.text, most, `${at}/text`, tell);
}

function checkString(text: unknown, most: number, at: string, tell: Tell, least = 1): undefined {
  if (typeof text !== 'string') return tell(at, 'must be a string');
  if (text.length < least) tell(at, `must be more than ${least - 1} characters`);
  if (text.length > most) tell(at, `must be less than ${most + 1} characters`);
}

function checkList(
  list: unknown,
  most: number,
  at: string,
  tell: Tell,
  each: (item: unknown, at: string) => void,
): undefined {
  if (list === undefined) return;
  if (!Array.isArray(list)) return tell(at, 'must be an array');
  if (list.length === 0) tell(at, 'must contain at least 1 item');
  if (list.length > most) tell(at, `no more than ${most} items allowed`);
  for (const [index, item] of list.entries()) each(item, `${at}/${index}`);
}
