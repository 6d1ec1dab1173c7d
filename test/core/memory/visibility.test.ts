import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeId } from '../../../src/core/ids.ts';
import { canHear } from '../../../src/core/memory/visibility.ts';
import type { Audience } from '../../../src/core/message.ts';

const audience = fc.constantFrom<Audience>('one', 'members', 'everyone');
const community = fc.constantFrom(undefined, 'red', 'blue');
const spot = fc
  .record({ id: fc.constantFrom('a', 'b', 'c').map(placeId), audience, community })
  .map(({ id, audience: who, community: walls }) => ({
    id,
    channel: 'test',
    audience: who,
    ...(walls === undefined ? {} : { community: walls }),
  }));
const venueOf = ({
  id,
  audience: who,
  community: walls,
}: {
  id: ReturnType<typeof placeId>;
  audience: Audience;
  community?: string;
}) => ({
  place: id,
  audience: who,
  ...(walls === undefined ? {} : { community: walls }),
});

describe('who may hear again what was said', () => {
  it('lets nothing said to few reach many, nor anything leave its community', () => {
    fc.assert(
      fc.property(spot, spot, (said, here) => {
        const heard = canHear(venueOf(said), here);
        if (said.id === here.id || here.audience === 'one') expect(heard).toBe(true);
        else if (said.audience !== 'everyone') expect(heard).toBe(false);
        else expect(heard).toBe(said.community === here.community);
      }),
    );
  });

  it('keeps a direct chat out of the lobby and brings the lobby to the direct chat', () => {
    const direct = { id: placeId('t:direct:ana'), channel: 't', audience: 'one' as const };
    const lobby = { id: placeId('t:lobby'), channel: 't', audience: 'everyone' as const };
    const backroom = { id: placeId('t:backroom'), channel: 't', audience: 'members' as const };
    expect(canHear(venueOf(direct), lobby)).toBe(false);
    expect(canHear(venueOf(direct), backroom)).toBe(false);
    expect(canHear(venueOf(backroom), lobby)).toBe(false);
    expect(canHear(venueOf(lobby), backroom)).toBe(true);
    expect(canHear(venueOf(lobby), direct)).toBe(true);
  });
});
