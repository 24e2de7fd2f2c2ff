import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useShop } from '../../app/place';
import { Ask } from '../../ui/ask';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { CollectionRemove } from './documents';

/** Asks before: a collection that is gone does not come back. */
export function DeleteCollection({ collection, title }: { collection: string; title: string }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const [, go] = useLocation();
  const [opened, setOpened] = useState(false);
  const [remove, removing] = useAction(CollectionRemove, (data) => data.collectionDelete);
  const run = async () => {
    if (!(await remove({ shop, collection }))) return;
    tell(t('remove.done', { title }));
    go(`/s/${shop}/collections`);
  };
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setOpened(true)}>
        {t('remove.action')}
      </Button>
      <Ask
        opened={opened}
        title={t('remove.title', { title })}
        text={t('remove.text')}
        action={t('remove.action')}
        doing={removing}
        onClose={() => setOpened(false)}
        onDo={() => void run()}
      />
    </>
  );
}
