import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useClient } from 'urql';
import { useShop } from '../../../app/place';
import { usePolling } from '../../../data/use-polling';
import { draft as drafts, useDraft } from '../../../ui/draft';
import { useSentence } from '../../../ui/failed';
import { freshKey } from '../../../ui/fresh-key';
import { tellProblem } from '../../../ui/tell';
import type { ApiError } from '../../../ui/use-api-form';
import { ShelfPut, ShelfTake } from '../../collections/shelf-documents';
import { begin, type Kept } from './begin';
import { EditedPictures, ProductAdd, ProductSave, type ReadPicture } from './documents';
import { type EditorErrors, errorsOf, NO_ERRORS, unsendable } from './errors';
import { goTo } from './go-to';
import { inputOf, isEmpty } from './input';
import { type LoadedProduct, loadProduct, pictureOf } from './load';
import { type Meanwhile, mergeMeanwhile } from './meanwhile';
import type { PictureDraft, ProductDraft } from './model';

export interface ProductEditor {
  now: ProductDraft;
  set: (change: Partial<ProductDraft>) => void;
  errors: EditorErrors;
  changed: boolean;
  saving: boolean;
  save: () => Promise<void>;
  discard: () => void;
  /** What was typed before a reload is here again. */
  restored: boolean;
  /** What somebody else has changed since. */
  meanwhile: Meanwhile['changes'];
  isNew: boolean;
  byRule: LoadedProduct['byRule'];
}

interface Options {
  /** Null: a new one. */
  loaded: LoadedProduct | null;
  empty: ProductDraft;
  onSaved: (product: string, loaded: LoadedProduct | null) => void;
}

/** A product while it is edited: what was typed stays until it is saved, whatever becomes of the page, the session or the others. */
export function useProductEditor({ loaded, empty, onSaved }: Options): ProductEditor {
  const client = useClient();
  const { id: shop, currency } = useShop();
  const { t } = useTranslation(['products', 'frame']);
  const unknown = useSentence(undefined);
  const key = `product ${shop} ${loaded?.id ?? 'new'}`;
  const [kept] = useState(() => drafts.read<Kept>(key));
  const begun = useState(() => begin(loaded, empty, kept))[0];
  const [base, setBase] = useState(begun.base);
  const [now, setNow] = useState(begun.now);
  const [meanwhile, setMeanwhile] = useState(begun.meanwhile);
  const [restored, setRestored] = useState(kept !== null);
  const [errors, setErrors] = useState<EditorErrors>(NO_ERRORS);
  const [saving, setSaving] = useState(false);
  const [byRule, setByRule] = useState(loaded?.byRule ?? []);
  const once = useRef(freshKey());

  const difference = inputOf(loaded ? base.draft : null, now, currency);
  const collectionsDiffer = ids(base.draft.collections) !== ids(now.collections);
  const changed = loaded ? !isEmpty(difference) || collectionsDiffer : JSON.stringify(strip(now)) !== JSON.stringify(strip(empty));

  const typed = useMemo<Kept | null>(
    () => (changed ? { before: base.draft, revision: base.revision, now: strip(now) } : null),
    [changed, base, now],
  );
  const forget = useDraft(key, typed);

  const set = useCallback((change: Partial<ProductDraft>) => setNow((before) => ({ ...before, ...change })), []);

  // Pictures are fetched after a product is saved, and have another address then.
  const look = async () => {
    const { data } = await client.query(EditedPictures, { shop, product: loaded?.id ?? '' }, { requestPolicy: 'network-only' }).toPromise();
    const there = data?.shop?.product;
    if (there?.revision !== base.revision) return;
    const fetched = new Map(base.draft.pictures.map(({ url }, at) => [url, there.media[at]]));
    const withFetched = (draft: ProductDraft) => ({ ...draft, pictures: draft.pictures.map((one) => fresh(one, fetched.get(one.url))) });
    setBase((before) => ({ ...before, draft: withFetched(before.draft) }));
    setNow(withFetched);
  };
  usePolling(() => void look(), loaded !== null && base.draft.pictures.some(({ state }) => state === 'WAITING'));

  const start = (from: LoadedProduct, draft = from.draft) => {
    setBase({ draft: from.draft, revision: from.revision });
    setNow(draft);
    setByRule(from.byRule);
  };

  const failed = (refusals: readonly ApiError[], said: string) => {
    setErrors(refusals.length > 0 ? errorsOf(refusals, difference) : { ...NO_ERRORS, rest: [said] });
  };

  // Once they are drawn: the page may stand far from them.
  useEffect(() => {
    if (errors !== NO_ERRORS)
      goTo(document.querySelector<HTMLElement>('[aria-invalid="true"]') ?? document.querySelector<HTMLElement>('[data-problem]'));
  }, [errors]);

  /** Somebody was quicker: what he changed comes into the form, beside what was typed. */
  const catchUp = async (product: string) => {
    const theirs = await loadProduct(client, shop, product).catch(() => null);
    if (!theirs) return failed([], t('editor.gone'));
    const merged = mergeMeanwhile(base.draft, now, theirs.draft);
    start(theirs, merged.merged);
    setMeanwhile(merged.changes);
    scrollTo({ top: 0 });
  };

  const put = async (): Promise<string | null> => {
    const said = (error: { networkError?: Error | undefined; graphQLErrors: { message: string }[] } | undefined) =>
      error?.networkError ? t('frame:failed.network') : (error?.graphQLErrors[0]?.message ?? unknown);
    if (!loaded) {
      const { title = '', expectedRevision: _none, keepOtherVariants: _kept, ...rest } = difference.input;
      const input = { ...rest, title: title ?? '', idempotencyKey: once.current };
      const { data, error } = await client.mutation(ProductAdd, { shop, input }).toPromise();
      const answer = data?.productCreate;
      if (answer?.product) return answer.product.id;
      failed(answer?.userErrors ?? [], said(error));
      return null;
    }
    if (isEmpty(difference)) return loaded.id;
    const input = { ...difference.input, expectedRevision: base.revision };
    const { data, error } = await client.mutation(ProductSave, { shop, product: loaded.id, input }).toPromise();
    const answer = data?.productUpdate;
    if (answer?.product) return loaded.id;
    if (answer?.userErrors.some(({ code }) => code === 'CHANGED_MEANWHILE')) await catchUp(loaded.id);
    else failed(answer?.userErrors ?? [], said(error));
    return null;
  };

  const place = async (product: string): Promise<void> => {
    const [before, after] = [base.draft.collections, now.collections];
    const missingIn =
      (list: readonly { id: string }[]) =>
      ({ id }: { id: string }) =>
        !list.some((one) => one.id === id);
    const tellRefusal = (answer: { userErrors: readonly ApiError[] } | null | undefined, error: CombinedError | undefined) => {
      if (!answer || answer.userErrors.length > 0)
        tellProblem(answer?.userErrors[0]?.message ?? error?.graphQLErrors[0]?.message ?? unknown);
    };
    for (const { id: collection } of after.filter(missingIn(before))) {
      const { data, error } = await client.mutation(ShelfPut, { shop, collection, products: [product] }).toPromise();
      tellRefusal(data?.collectionProductsAdd, error);
    }
    for (const { id: collection } of before.filter(missingIn(after))) {
      const { data, error } = await client.mutation(ShelfTake, { shop, collection, products: [product] }).toPromise();
      tellRefusal(data?.collectionProductsRemove, error);
    }
  };

  const save = async () => {
    const wrong = unsendable(now, { title: t('noTitle'), amount: t('notAnAmount'), pieces: t('notANumber') });
    if (wrong) return setErrors(wrong);
    setSaving(true);
    setErrors(NO_ERRORS);
    const product = await put();
    if (product) {
      await place(product);
      forget();
      const saved = await loadProduct(client, shop, product).catch(() => null);
      // A new one goes on as another page.
      if (saved && loaded) start(saved, withPreviews(saved.draft, now));
      setMeanwhile([]);
      setRestored(false);
      once.current = freshKey();
      onSaved(product, saved);
    }
    setSaving(false);
  };

  const discard = () => {
    forget();
    setNow(base.draft);
    setRestored(false);
    setMeanwhile([]);
    setErrors(NO_ERRORS);
  };

  return { now, set, errors, changed, saving, save, discard, restored, meanwhile, isNew: !loaded, byRule };
}

const ids = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join();

/** Previews of files live as long as the page. */
const strip = (draft: ProductDraft): ProductDraft => ({
  ...draft,
  pictures: draft.pictures.map((one) => (one.preview.startsWith('blob:') ? { ...one, preview: '' } : one)),
});

const fresh = (shown: PictureDraft, fetched: ReadPicture | undefined): PictureDraft => {
  if (!fetched) return shown;
  const { url, state, problem, preview } = pictureOf(fetched);
  return { ...shown, url, state, problem, preview: preview || shown.preview };
};

/** A picture that has just been sent is not ready yet: what was shown of it stays. */
const withPreviews = (saved: ProductDraft, shown: ProductDraft): ProductDraft => ({
  ...saved,
  pictures: saved.pictures.map((one, at) => (one.preview ? one : { ...one, preview: shown.pictures[at]?.preview ?? '' })),
});
