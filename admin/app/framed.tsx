import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { EmptyState } from '../ui/empty-state';
import { Failed } from '../ui/failed';
import { PageSkeleton } from '../ui/page-skeleton';
import { ErrorBoundary } from './error-boundary';
import { Missing } from './missing';
import { AgencyContext, ShopContext, useMay } from './place';
import { PlaceOfAgency, PlaceOfShop } from './place-documents';
import type { KnownRoute } from './route';

/** A screen in its place: the shop or agency that its address names is known before it is drawn. */
export function Framed({ route, children }: { route: KnownRoute; children: ReactNode }) {
  const content = (
    <ErrorBoundary key={location.pathname}>
      <Suspense fallback={<PageSkeleton />}>
        <Allowed route={route}>{children}</Allowed>
      </Suspense>
    </ErrorBoundary>
  );
  if (route.path.startsWith('/s/')) return <InShop>{content}</InShop>;
  if (route.path.startsWith('/a/')) return <InAgency>{content}</InAgency>;
  return content;
}

function InShop({ children }: { children: ReactNode }) {
  const { shop = '' } = useParams<{ shop: string }>();
  const [{ data, error }] = useQuery({ query: PlaceOfShop, variables: { shop } });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  return data.shop ? <ShopContext value={data.shop}>{children}</ShopContext> : <Missing />;
}

function InAgency({ children }: { children: ReactNode }) {
  const { agency = '' } = useParams<{ agency: string }>();
  const [{ data, error }] = useQuery({ query: PlaceOfAgency, variables: { agency } });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  return data.agency ? <AgencyContext value={data.agency}>{children}</AgencyContext> : <Missing />;
}

function Allowed({ route, children }: { route: KnownRoute; children: ReactNode }) {
  const may = useMay();
  const { t } = useTranslation();
  if (route.scope && !may(route.scope))
    return (
      <EmptyState order={1} title={t('notAllowed.title')}>
        {t('notAllowed.text')}
      </EmptyState>
    );
  return children;
}
