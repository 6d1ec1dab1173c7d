import { z } from 'zod';
import { part } from './schema-parts.ts';

/** `metadata`. */
export const metadataSchema = z.looseObject({
  version: part.line().exactOptional().describe('Version of this file, e.g. "1.1.0".'),
  author: part.line().exactOptional().describe('Who wrote it.'),
  category: part
    .line()
    .exactOptional()
    .describe('Kind of persona; "template" offers its traits to new ones.'),
  tags: z.array(part.line()).max(100).exactOptional().describe('Words to find it by.'),
  license: part.line().exactOptional().describe('Terms others may use it under.'),
  changelog: z
    .array(
      z.looseObject({
        version: part.line().describe('The version that brought it.'),
        date: part.line().exactOptional().describe('When, e.g. "2026-01-05".'),
        note: part.line().describe('What changed.'),
      }),
    )
    .max(1_000)
    .exactOptional()
    .describe('What changed, version by version.'),
});

/** `behaviors`. */
export const behaviorsSchema = z.strictObject({
  settings: part.free().exactOptional().describe('Settings of your own.'),
  custom: z
    .array(
      z.looseObject({
        on: part.line().min(1).describe('Text that sets it off, e.g. "hello".'),
        say: part.text().describe('What the persona says then.'),
      }),
    )
    .max(200)
    .exactOptional()
    .describe('Fixed answers: on this, say that.'),
  plugins: z.array(part.word()).max(50).exactOptional().describe('Plugins this persona uses, e.g. "dice".'),
});

/** `privacy`. */
export const privacySchema = z.looseObject({
  requireConsentFor: z
    .array(part.word())
    .max(50)
    .exactOptional()
    .describe('Uses that need the person’s consent first, e.g. "public", "research".'),
  allowExport: z.boolean().exactOptional().describe('Whether people may export what it knows of them.'),
});

/** `public`. */
export const publicSchema = z.looseObject({
  isPublic: z.boolean().exactOptional().describe('Whether the persona is listed for others to find.'),
  bio: part.text().exactOptional().describe('What its public profile says.'),
  allowMessages: z.boolean().exactOptional().describe('Whether strangers may write to it.'),
  allowCollaboration: z.boolean().exactOptional().describe('Whether it may be invited to work with others.'),
  subscriptionTiers: z
    .array(
      z.looseObject({
        id: part.word().describe('Name people subscribe by.'),
        price: z.number().min(0).max(1_000_000).describe('Price per period.'),
        period: z.enum(['day', 'week', 'month', 'year']).describe('What one payment covers.'),
        perks: z.array(part.line()).max(50).default([]).describe('What a subscriber gets.'),
      }),
    )
    .max(20)
    .exactOptional()
    .describe('What people can subscribe to.'),
});

/** One entry of `relationships`. */
export const relationshipSchema = z.strictObject({
  persona: part.personaName().describe('Name of the other persona.'),
  type: part.line().min(1).describe('What the other is to this one: "sister", "rival".'),
  strength: part.fraction().exactOptional().describe('How close they are, 0–1.'),
  description: part.line().exactOptional().describe('More about it, in a line.'),
});

/** `retirement`. */
export const retirementSchema = z.looseObject({
  triggers: z
    .array(
      z.looseObject({
        type: part.word().describe('What ends it: "date", "inactivity", …'),
        at: part.line().exactOptional().describe('ISO date, for a date.'),
      }),
    )
    .max(20)
    .exactOptional()
    .describe('What brings retirement about.'),
  farewellMessage: part.text().exactOptional().describe('The last thing it says.'),
  achievementPreservation: z.boolean().exactOptional().describe('Whether achievements stay visible.'),
  timelinePreservation: z.boolean().exactOptional().describe('Whether the timeline stays visible.'),
  communityAccess: z.boolean().exactOptional().describe('Whether the community may read the archive.'),
  researchAccess: z.boolean().exactOptional().describe('Whether researchers may read the archive.'),
  dataExport: z.boolean().exactOptional().describe('Whether an export is offered.'),
});
