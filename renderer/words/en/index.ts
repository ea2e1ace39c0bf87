import { a11y } from './a11y.ts';
import { actions } from './actions.ts';
import { app } from './app.ts';
import { coverage } from './coverage.ts';
import { exchange } from './exchange.ts';
import { history } from './history.ts';
import { items } from './items.ts';
import { labels } from './labels.ts';
import { offers } from './offers.ts';
import { player } from './player.ts';
import { projects } from './projects.ts';
import { queue } from './queue.ts';
import { review } from './review.ts';
import { settings } from './settings.ts';
import { suggestions } from './suggestions.ts';
import { tasks } from './tasks.ts';
import { timeline } from './timeline.ts';
import { tour } from './tour.ts';
import { training } from './training.ts';

/** One file of messages for each part of the page. */
export const en = {
  a11y,
  actions,
  app,
  coverage,
  exchange,
  history,
  items,
  labels,
  offers,
  player,
  projects,
  queue,
  review,
  settings,
  suggestions,
  tasks,
  timeline,
  tour,
  training,
} as const;
