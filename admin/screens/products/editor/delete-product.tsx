import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Ask } from '../../../ui/ask';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { ProductRemove } from '../product-remove';

interface Props {
  product: string;
  title: string;
  onDeleted: () => void;
}

/** What is deleted cannot be had again: it is asked for twice. */
export function DeleteProduct({ product, title, onDeleted }: Props) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const [opened, setOpened] = useState(false);
  const [remove, removing] = useAction(ProductRemove, (data) => data.productDelete);
  const run = async () => {
    if (!(await remove({ shop, product }))) return;
    tell(t('remove.doneOne', { title }));
    onDeleted();
  };
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setOpened(true)}>
        {t('remove.action')}
      </Button>
      <Ask
        opened={opened}
        title={t('remove.titleOne', { title })}
        text={t('remove.text')}
        action={t('remove.action')}
        doing={removing}
        onClose={() => setOpened(false)}
        onDo={() => void run()}
      />
    </>
  );
}
