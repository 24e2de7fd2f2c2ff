import { transitions } from '#platform/transitions.js';
import type { ApplymentState } from '../providers/wechat-pay/applyment.js';

/**
 * DRAFT is not with the provider yet, or its provider wants it handed in again. AUDITING: the provider looks at it. NEEDS_ACTION: the
 * merchant must do something. ACTIVE: he can be paid. CANCELLED: given up, by him or by the provider.
 */
export const ONBOARDING_STATES = ['DRAFT', 'AUDITING', 'NEEDS_ACTION', 'REJECTED', 'ACTIVE', 'CANCELLED'] as const;
export type OnboardingState = (typeof ONBOARDING_STATES)[number];

export type OnboardingEvent = 'redraft' | 'audit' | 'ask' | 'reject' | 'activate' | 'cancel';

/** Providers skip steps, and whoever asks only now and then sees fewer of them. A merchant who was active can lose it and get it back. */
export const onboardingStates = transitions<OnboardingState, OnboardingEvent>('The onboarding', {
  DRAFT: { audit: 'AUDITING', ask: 'NEEDS_ACTION', reject: 'REJECTED', activate: 'ACTIVE', cancel: 'CANCELLED' },
  AUDITING: { redraft: 'DRAFT', ask: 'NEEDS_ACTION', reject: 'REJECTED', activate: 'ACTIVE', cancel: 'CANCELLED' },
  NEEDS_ACTION: { redraft: 'DRAFT', audit: 'AUDITING', reject: 'REJECTED', activate: 'ACTIVE', cancel: 'CANCELLED' },
  REJECTED: { redraft: 'DRAFT', audit: 'AUDITING', ask: 'NEEDS_ACTION', activate: 'ACTIVE', cancel: 'CANCELLED' },
  ACTIVE: { audit: 'AUDITING', ask: 'NEEDS_ACTION', reject: 'REJECTED', cancel: 'CANCELLED' },
  CANCELLED: {},
});

/** Where an event leads, whatever state it comes in. */
export const STATE_OF: Readonly<Record<OnboardingEvent, OnboardingState>> = {
  redraft: 'DRAFT',
  audit: 'AUDITING',
  ask: 'NEEDS_ACTION',
  reject: 'REJECTED',
  activate: 'ACTIVE',
  cancel: 'CANCELLED',
};

/** An event is the state that WeChat Pay tells. An answer that was overtaken by another is older, and is not taken: nothing leads back. */
export const applymentStates = transitions<ApplymentState, ApplymentState>('The application at WeChat Pay', {
  EDITTING: from('AUDITING', 'REJECTED', 'TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED', 'CANCELED'),
  AUDITING: from('EDITTING', 'REJECTED', 'TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED', 'CANCELED'),
  // Mended and handed in again.
  REJECTED: from('EDITTING', 'AUDITING', 'TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED', 'CANCELED'),
  // An account is verified before the audit or after it.
  TO_BE_CONFIRMED: from('AUDITING', 'REJECTED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED', 'CANCELED'),
  TO_BE_SIGNED: from('REJECTED', 'SIGNING', 'FINISHED', 'CANCELED'),
  SIGNING: from('FINISHED', 'CANCELED'),
  FINISHED: {},
  CANCELED: {},
});

function from(...states: readonly ApplymentState[]): Readonly<Partial<Record<ApplymentState, ApplymentState>>> {
  return Object.fromEntries(states.map((state) => [state, state]));
}

/** What a state of WeChat Pay's means to an onboarding. Source: pay.weixin.qq.com, 特约商户进件, 查询申请单状态. */
export const EVENT_OF_APPLYMENT: Readonly<Record<ApplymentState, OnboardingEvent>> = {
  EDITTING: 'redraft',
  AUDITING: 'audit',
  REJECTED: 'reject',
  TO_BE_CONFIRMED: 'ask',
  TO_BE_SIGNED: 'ask',
  SIGNING: 'audit',
  FINISHED: 'activate',
  CANCELED: 'cancel',
};
