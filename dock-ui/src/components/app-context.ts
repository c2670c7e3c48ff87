// The one model of the page, for whichever component needs it.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AppModel } from '../models/app-model.ts';

const AppContext = createContext<AppModel | undefined>(undefined);
export const AppProvider = AppContext.Provider;

export function useApp(): AppModel {
  const app = useContext(AppContext);
  if (!app) throw new Error('a component is used outside of AppProvider');
  return app;
}
