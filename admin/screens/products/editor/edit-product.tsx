import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useClient } from 'urql';
import { useLocation, useParams } from 'wouter';
import { useMay, useShop } from '../../../app/place';
import { EmptyState } from '../../../ui/empty-state';
import { Failed } from '../../../ui/failed';
import { LinkButton } from '../../../ui/link';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { tell } from '../../../ui/tell';
import { StatusOfProduct } from '../status-of-product';
import { DeleteProduct } from './delete-product';
import { type LoadedProduct, loadProduct } from './load';
import { newProduct } from './model';
import { ProductForm } from './product-form';
import { useProductEditor } from './use-product-editor';

export default function EditProductScreen() {
  const { product = '' } = useParams<{ product: string }>();
  return <Loaded key={product} product={product} />;
}

function Loaded({ product }: { product: string }) {
  const { t } = useTranslation('products');
  const client = useClient();
  const { id: shop } = useShop();
  const [loaded, setLoaded] = useState<LoadedProduct | null | undefined>(undefined);
  const [error, setError] = useState<CombinedError>();
  useEffect(() => {
    loadProduct(client, shop, product).then(setLoaded, setError);
  }, [client, shop, product]);
  if (loaded === undefined) return error ? <Failed error={error} /> : <PageSkeleton />;
  if (loaded === null)
    return (
      <EmptyState order={1} title={t('editor.missing')} action={<LinkButton to={`/s/${shop}/products`}>{t('list.heading')}</LinkButton>}>
        {t('editor.missingText')}
      </EmptyState>
    );
  return <Editor loaded={loaded} />;
}

function Editor({ loaded }: { loaded: LoadedProduct }) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const [, go] = useLocation();
  const [empty] = useState(newProduct);
  const [saved, setSaved] = useState(loaded.draft);
  const editor = useProductEditor({
    loaded,
    empty,
    onSaved: (_product, again) => {
      if (again) setSaved(again.draft);
      tell(t('editor.saved'));
    },
  });
  return (
    <Page
      title={saved.title}
      wide
      back={{ to: `/s/${shop}/products`, label: t('list.heading') }}
      badges={<StatusOfProduct status={saved.status} />}
    >
      <ProductForm
        editor={editor}
        aside={may && <DeleteProduct product={loaded.id} title={saved.title} onDeleted={() => go(`/s/${shop}/products`)} />}
      />
    </Page>
  );
}
