import { Component, type ReactNode } from 'react';
import { Failed } from '../ui/failed';

/** A page that breaks leaves the frame standing, and can be tried again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? <Failed error={error} onRetry={() => this.setState({ error: null })} /> : this.props.children;
  }
}
