import { ProviderError } from '../provider.js';
import { type Applyment, type ApplymentState, queryApplyment, submitApplyment } from '../providers/wechat-pay/applyment.js';
import type { WeChatPayApplication } from './application.js';
import { applymentBody } from './applyment.body.js';
import { keepMedia, openApplication, openMedia } from './kept.js';
import { onboardingId } from './onboarding.model.js';
import { EVENT_OF_APPLYMENT } from './onboarding.state.js';
import { sendPictures } from './pictures.js';
import type { Taker, Told } from './taker.js';

/** The days for which WeChat Pay waits; after the last ones the application is void. */
const CONFIRM_WITHIN = 10;
const SIGN_WITHIN = 30;

/** WeChat Pay takes a merchant on below its service provider; our onboarding's id is the application's `business_code`. */
export const takenOnByWeChatPay: Taker = {
  async handIn(shop, platform, onboarding) {
    const application = openApplication<WeChatPayApplication>(shop, onboarding)!;
    const media = await sendPictures(shop, platform, application, openMedia(shop, onboarding));
    await keepMedia(shop, onboarding, media);
    const body = applymentBody(onboardingId.encode(onboarding._id), application, (upload) => media[upload]!);
    try {
      const { applymentId } = await submitApplyment(platform, shop.mode, body);
      return { ...nothingNew('AUDITING'), externalId: applymentId };
    } catch (error) {
      // It may have been accepted before, and only the answer was lost: then it is refused the second time.
      const found = error instanceof ProviderError && error.final ? await queryApplyment(platform, shop.mode, body.business_code) : null;
      if (found && found.state !== 'REJECTED' && found.state !== 'EDITTING') return toldBy(found);
      throw error;
    }
  },

  async ask(shop, platform, { _id }) {
    const found = await queryApplyment(platform, shop.mode, onboardingId.encode(_id));
    return found && toldBy(found);
  },

  // It stands from the beginning: who opens it early is told by WeChat what comes next.
  async link(shop, platform, { _id }) {
    return (await queryApplyment(platform, shop.mode, onboardingId.encode(_id)))?.signUrl ?? null;
  },
};

const nothingNew = (state: ApplymentState): Told => ({
  event: EVENT_OF_APPLYMENT[state],
  state,
  externalId: null,
  connectedAccount: null,
  nextStep: null,
  problems: [],
});

function toldBy({ applymentId, state, message, subMchid, signUrl, rejections }: Applyment): Told {
  const problems = rejections.map(({ field, name, reason }) => ({
    field: field || null,
    message: [name, reason].filter(Boolean).join(': '),
  }));
  const isRefused = (state === 'REJECTED' || state === 'EDITTING') && problems.length === 0 && message;
  return {
    ...nothingNew(state),
    externalId: applymentId,
    connectedAccount: subMchid,
    nextStep: stepOf(state, signUrl),
    problems: isRefused ? [{ field: null, message }] : problems,
  };
}

function stepOf(state: ApplymentState, url: string | null): Told['nextStep'] {
  if (state === 'TO_BE_CONFIRMED') return { kind: 'CONFIRM', url, within: CONFIRM_WITHIN };
  if (state === 'TO_BE_SIGNED') return { kind: 'SIGN', url, within: SIGN_WITHIN };
  return null;
}
