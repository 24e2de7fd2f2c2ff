import { expect, test } from '@jest/globals';
import { APPLYMENT_STATES, type ApplymentState } from '../providers/wechat-pay/applyment.js';
import { applymentStates, EVENT_OF_APPLYMENT, ONBOARDING_STATES, onboardingStates, STATE_OF } from './onboarding.state.js';

/** As WeChat Pay describes the way of an application. */
const USUAL: readonly ApplymentState[] = ['AUDITING', 'TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED'];

test('an application goes its usual way, and may skip whatever nobody asked about meanwhile', () => {
  for (const [at, from] of USUAL.entries())
    for (const to of USUAL.slice(at + 1)) expect([from, to, applymentStates.allows(from, to)]).toEqual([from, to, true]);
});

test('an answer that was overtaken leads nowhere back', () => {
  for (const [late, now] of [
    ['AUDITING', 'TO_BE_SIGNED'],
    ['TO_BE_CONFIRMED', 'TO_BE_SIGNED'],
    ['TO_BE_SIGNED', 'SIGNING'],
    ['REJECTED', 'FINISHED'],
    ['SIGNING', 'FINISHED'],
  ] as const)
    expect([now, late, applymentStates.allows(now, late)]).toEqual([now, late, false]);
});

test('what is finished or cancelled stays so', () => {
  for (const state of APPLYMENT_STATES) {
    expect(applymentStates.allows('FINISHED', state)).toBe(false);
    expect(applymentStates.allows('CANCELED', state)).toBe(false);
  }
});

test('a rejected application that was mended goes its way again', () => {
  expect(applymentStates.next('REJECTED', 'AUDITING')).toBe('AUDITING');
  expect(applymentStates.next('REJECTED', 'TO_BE_SIGNED')).toBe('TO_BE_SIGNED');
});

test("each state of WeChat Pay's that may follow another leads somewhere here too", () => {
  for (const from of APPLYMENT_STATES)
    for (const to of APPLYMENT_STATES.filter((state) => applymentStates.allows(from, state))) {
      const [here, event] = [STATE_OF[EVENT_OF_APPLYMENT[from]], EVENT_OF_APPLYMENT[to]];
      expect([from, to, STATE_OF[event] === here || onboardingStates.allows(here, event)]).toEqual([from, to, true]);
    }
});

test('a merchant who was active can lose it and get it back', () => {
  expect(onboardingStates.next('ACTIVE', 'ask')).toBe('NEEDS_ACTION');
  expect(onboardingStates.next('ACTIVE', 'audit')).toBe('AUDITING');
  expect(onboardingStates.next('NEEDS_ACTION', 'activate')).toBe('ACTIVE');
});

test('every state here can be given up, and nothing leads out of that', () => {
  for (const state of ONBOARDING_STATES.filter((one) => one !== 'CANCELLED'))
    expect(onboardingStates.next(state, 'cancel')).toBe('CANCELLED');
  const events = Object.keys(STATE_OF) as (keyof typeof STATE_OF)[];
  expect(events.filter((event) => onboardingStates.allows('CANCELLED', event))).toEqual([]);
});
