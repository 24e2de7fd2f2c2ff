import { MantineProvider } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useSyncExternalStore } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { signingInAgain } from '../data/signing-in-again';
import { Failed } from '../ui/failed';
import { ErrorBoundary } from './error-boundary';
import { Framed } from './framed';
import { Home } from './home';
import { Missing } from './missing';
import { ROUTES } from './route';
import { SessionProvider, useSession } from './session';
import { Shell } from './shell';
import { theme } from './theme';

const Told = lazy(() => import('../ui/told'));
const SigningInAgain = lazy(() => import('./signing-in-again'));

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

export const App = () => (
  <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
    <Suspense fallback={null}>
      <Told />
    </Suspense>
    <ErrorBoundary>
      <Router base="/admin">
        <SessionProvider>
          <Pages />
          <IfSessionEnded />
        </SessionProvider>
      </Router>
    </ErrorBoundary>
  </MantineProvider>
);

const shown = ROUTES.map((route) => ({ route, Screen: lazy(route.open) }));

/** Pages for everybody first; all others ask who it is and stand in the shell. */
function Pages() {
  const { viewer, failed } = useSession();
  return (
    <Switch>
      {shown
        .filter(({ route }) => route.plain)
        .map(({ route, Screen }) => (
          <Route key={route.path} path={route.path}>
            <Suspense fallback={null}>
              <Screen />
            </Suspense>
          </Route>
        ))}
      <Route>
        {failed ? (
          <Failed />
        ) : viewer === undefined ? null : viewer === null ? (
          <ToSignIn />
        ) : (
          <Shell>
            <ScreensInShell />
          </Shell>
        )}
      </Route>
    </Switch>
  );
}

const inShell = shown.filter(({ route }) => !route.plain);

function ScreensInShell() {
  return (
    <Switch>
      <Route path="/">
        <Home />
      </Route>
      {inShell.map(({ route, Screen }) => (
        <Route key={route.path} path={route.path}>
          <Framed route={route}>
            <Screen />
          </Framed>
        </Route>
      ))}
      <Route>
        <Missing />
      </Route>
    </Switch>
  );
}

/** Back to where he wanted to go, once he has signed in. */
function ToSignIn() {
  const wanted = location.pathname.replace(/^\/admin/, '') + location.search;
  return <Redirect to={`/sign-in${wanted.length > 1 ? `?next=${encodeURIComponent(wanted)}` : ''}`} replace />;
}

/** The sign-in over the page comes along only when it is needed. */
function IfSessionEnded() {
  const waiting = useSyncExternalStore(signingInAgain.subscribe, signingInAgain.isWaiting);
  const { viewer } = useSession();
  // Whose page this is: kept while his session is gone.
  const whose = useRef<string | null>(null);
  useEffect(() => {
    if (viewer) whose.current = viewer.id;
  }, [viewer]);
  if (!waiting) return null;
  return (
    <Suspense fallback={null}>
      <SigningInAgain whose={whose.current} email={viewer?.email ?? undefined} />
    </Suspense>
  );
}
