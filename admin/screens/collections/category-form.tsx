import { Modal, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Form } from '../../ui/form';
import { useApiForm } from '../../ui/use-api-form';
import { CategoryAdd, CategoryChange, type TreeCategory } from './category-documents';

interface Props {
  opened: boolean;
  /** Null: a new one. */
  category: TreeCategory | null;
  /** Where a new one comes to stand. Null: at the top. */
  parent: string | null;
  onClose: () => void;
}

/** Names a category, new or not. */
export function CategoryForm({ opened, category, parent, onClose }: Props) {
  const { t } = useTranslation(['collections', 'frame']);
  const title = category ? t('categories.renameTitle', { title: category.title }) : t('categories.add');
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('frame:close') }}>
      {category ? <Rename category={category} onClose={onClose} /> : <Add parent={parent} onClose={onClose} />}
    </Modal>
  );
}

function Add({ parent, onClose }: Pick<Props, 'parent' | 'onClose'>) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const api = useApiForm({
    initial: { title: '' },
    document: CategoryAdd,
    variables: ({ title }) => ({ shop, input: { title, ...(parent ? { parent } : {}) } }),
    payload: (data) => data.categoryCreate,
    onDone: onClose,
  });
  return (
    <Form api={api} action={t('create')}>
      <TextInput label={t('categories.title')} required data-autofocus {...api.form.getInputProps('title')} />
    </Form>
  );
}

function Rename({ category: { id, title: now }, onClose }: { category: TreeCategory; onClose: () => void }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const api = useApiForm({
    initial: { title: now },
    document: CategoryChange,
    variables: ({ title }) => ({ shop, category: id, input: { title } }),
    payload: (data) => data.categoryUpdate,
    onDone: onClose,
  });
  return (
    <Form api={api} action={t('save')}>
      <TextInput label={t('categories.title')} required data-autofocus {...api.form.getInputProps('title')} />
    </Form>
  );
}
