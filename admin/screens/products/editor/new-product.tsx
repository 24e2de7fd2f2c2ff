import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useShop } from '../../../app/place';
import { Page } from '../../../ui/page';
import { tell } from '../../../ui/tell';
import { newProduct } from './model';
import { ProductForm } from './product-form';
import { useProductEditor } from './use-product-editor';

export default function NewProductScreen() {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const [, go] = useLocation();
  const [empty] = useState(newProduct);
  const editor = useProductEditor({
    loaded: null,
    empty,
    onSaved: (product, saved) => {
      tell(t('editor.created', { title: saved?.draft.title ?? '' }));
      go(`/s/${shop}/products/${product}`, { replace: true });
    },
  });
  return (
    <Page title={t('list.new')} wide back={{ to: `/s/${shop}/products`, label: t('list.heading') }}>
      <ProductForm editor={editor} />
    </Page>
  );
}
