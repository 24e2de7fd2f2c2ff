import { Button, Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Ask } from '../../../ui/ask';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { ProductRemove } from '../product-remove';

interface Props {
  products: readonly string[];
  onDeleted: () => void;
}

/** What is deleted cannot be had again: it is asked for twice, and archiving is offered before. */
export function DeleteProducts({ products, onDeleted }: Props) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const [opened, setOpened] = useState(false);
  const [sure, setSure] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const [remove] = useAction(ProductRemove, (data) => data.productDelete);
  const close = () => {
    setOpened(false);
    setSure(false);
  };
  const run = async () => {
    let deleted = 0;
    setDone(0);
    for (const product of products) {
      if (!(await remove({ shop, product }))) break;
      setDone(++deleted);
    }
    setDone(null);
    close();
    if (deleted > 0) tell(t('remove.done', { count: deleted }));
    onDeleted();
  };
  return (
    <>
      <Button size="compact-sm" variant="default" c="red" onClick={() => setOpened(true)}>
        {t('remove.action')}
      </Button>
      <Ask
        opened={opened}
        title={t('remove.title', { count: products.length })}
        text={t('remove.text')}
        action={t('remove.action')}
        disabled={!sure}
        doing={done !== null}
        onClose={close}
        onDo={() => void run()}
      >
        <Checkbox label={t('remove.sure')} checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
        {done !== null && (
          <Text size="sm" c="dimmed" role="status">
            {t('remove.progress', { done, count: products.length })}
          </Text>
        )}
      </Ask>
    </>
  );
}
