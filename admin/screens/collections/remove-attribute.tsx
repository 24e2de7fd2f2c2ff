import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Ask } from '../../ui/ask';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { AttributeRemove, type Definition } from './attribute-documents';

/** Asks before: what products say by it is shown no more. */
export function RemoveAttribute({ definition: { id, name }, onClose }: { definition: Definition; onClose: () => void }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const [remove, removing] = useAction(AttributeRemove, (data) => data.attributeDefinitionDelete);
  const run = async () => {
    if (await remove({ shop, attributeDefinition: id })) tell(t('attributes.removed', { name }));
    onClose();
  };
  return (
    <Ask
      opened
      title={t('attributes.removeTitle', { name })}
      text={t('attributes.removeText')}
      action={t('remove.action')}
      doing={removing}
      onClose={onClose}
      onDo={() => void run()}
    />
  );
}
