import { Component, type ReactNode } from 'react';
import { Failed } from '../ui/failed';

/** A page that breaks leaves the frame standing. Trying again loads it anew: a part that did not come is not asked for a second time otherwise. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? <Failed error={error} /> : this.props.children;
  }
}
