import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Form } from '../../ui/form';
import { useApiForm } from '../../ui/use-api-form';
import { CategoryChange, type TreeCategory } from './category-documents';
import { CategorySelect } from './category-select';

interface Props {
  opened: boolean;
  category: TreeCategory;
  onClose: () => void;
}

/** Puts a category, with all below it, elsewhere in the tree. */
export function MoveCategory({ opened, category, onClose }: Props) {
  const { t } = useTranslation(['collections', 'frame']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('categories.moveTitle', { title: category.title })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <Move category={category} onClose={onClose} />
    </Modal>
  );
}

function Move({ category: { id, parent }, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const api = useApiForm({
    initial: { parent: parent?.id ?? '' },
    document: CategoryChange,
    variables: (values) => ({ shop, category: id, input: { parent: values.parent || null } }),
    payload: (data) => data.categoryUpdate,
    onDone: onClose,
  });
  return (
    <Form api={api} action={t('categories.move')}>
      <CategorySelect
        label={t('categories.parent')}
        description={t('categories.parentHint')}
        nothingFound={t('categories.noneFound')}
        clearable
        without={[id]}
        value={api.form.values.parent}
        error={api.form.errors.parent as string | undefined}
        onChange={(to) => api.form.setFieldValue('parent', to)}
      />
    </Form>
  );
}
