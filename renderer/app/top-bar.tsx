import Close from '@mui/icons-material/Logout';
import Dark from '@mui/icons-material/DarkModeOutlined';
import ExpandMore from '@mui/icons-material/ExpandMore';
import History from '@mui/icons-material/HistoryOutlined';
import Keyboard from '@mui/icons-material/KeyboardOutlined';
import Light from '@mui/icons-material/LightModeOutlined';
import Redo from '@mui/icons-material/RedoOutlined';
import Search from '@mui/icons-material/Search';
import System from '@mui/icons-material/BrightnessAutoOutlined';
import Undo from '@mui/icons-material/UndoOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { ProjectInfo } from '../../src/service/contract/index.ts';
import type { Said } from '../../src/tasks/said/said.ts';
import { client, trpc } from '../client.ts';
import { ActionIcon, keepFocus, shownKey } from './action-button.tsx';
import { actionById } from './actions.ts';
import { attempt, redo, undo } from './studio.ts';
import { PLACES, setView, useView, type Place } from './view-store.ts';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import { useSettings } from '../settings/page-settings.ts';
import { useSay } from '../words/said.ts';
import { useWords, words } from '../words/words.ts';

/** The one bar: project, four places, search, undo. */
export function TopBar({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const place = useView((view) => view.place);
  const theme = useSettings((settings) => settings.theme);
  const t = useWords('app');
  return (
    <Box
      component="header"
      sx={{
        height: 40,
        flexShrink: 0,
        display: 'grid',
        // The places stand in the middle as long as the tools leave them room, and are never covered.
        gridTemplateColumns: 'minmax(0, 1fr) auto minmax(max-content, 1fr)',
        columnGap: 2,
        alignItems: 'center',
        px: 2,
        bgcolor: 'background.paper',
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <ProjectMenu project={project} />
      <Tabs
        value={place}
        onChange={(_event, next: Place) => setView({ place: next })}
        aria-label={t('places')}
        sx={{ minHeight: 40, '& .MuiTabs-indicator': { height: 2 } }}
      >
        {PLACES.map((each) => (
          <Tab
            key={each}
            value={each}
            label={t(`place.${each}`)}
            disableRipple
            onMouseDown={keepFocus}
            sx={{ minHeight: 40, minWidth: 72, py: 0, px: 3, fontSize: 13, textTransform: 'none' }}
          />
        ))}
      </Tabs>
      <Box sx={{ display: 'flex', gap: 0.5, justifyContent: 'flex-end', alignItems: 'center' }}>
        <SearchField />
        <UndoButtons />
        <ActionIcon id="history">
          <History />
        </ActionIcon>
        <ActionIcon id="shortcuts">
          <Keyboard />
        </ActionIcon>
        <ActionIcon id="settings">
          <SettingsIcon />
        </ActionIcon>
        <ActionIcon id="theme">
          {theme === 'system' ? <System /> : theme === 'dark' ? <Dark /> : <Light />}
        </ActionIcon>
      </Box>
    </Box>
  );
}

function ProjectMenu({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const choose = (id: string) => () => {
    setAnchor(null);
    void actionById(id).run();
  };
  return (
    <Box sx={{ minWidth: 0 }}>
      <Button
        onClick={(event) => setAnchor(event.currentTarget)}
        endIcon={<ExpandMore />}
        aria-haspopup="menu"
        sx={{ maxWidth: 1, fontWeight: 600, '& .MuiButton-endIcon': { ml: 0.5 } }}
      >
        <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {project.title}
        </Box>
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        <Typography
          variant="caption"
          sx={{
            px: 4,
            py: 1,
            display: 'block',
            color: 'text.secondary',
            maxWidth: 360,
            wordBreak: 'break-all',
          }}
        >
          {project.dir}
        </Typography>
        {['add-videos', 'import', 'export', 'pack', 'relink', 'history', 'project', 'settings'].map((id) => (
          <MenuItem key={id} onClick={choose(id)}>
            {actionById(id).title()}
            <Box component="span" sx={{ ml: 'auto', pl: 6, color: 'text.disabled' }}>
              {shownKey(id)}
            </Box>
          </MenuItem>
        ))}
        <MenuItem
          onClick={() => {
            setAnchor(null);
            void attempt(client.projects.close.mutate());
          }}
        >
          <ListItemIcon sx={{ minWidth: '24px !important' }}>
            <Close sx={{ fontSize: 16 }} />
          </ListItemIcon>
          {words('app')('closeProject')}
        </MenuItem>
      </Menu>
    </Box>
  );
}

function SearchField(): JSX.Element {
  return (
    <Button
      onMouseDown={keepFocus}
      onClick={() => setView({ dialog: 'palette' })}
      startIcon={<Search />}
      sx={{
        color: 'text.secondary',
        border: 1,
        borderColor: 'divider',
        bgcolor: 'action.hover',
        mr: 2,
        minWidth: 204,
        whiteSpace: 'nowrap',
        justifyContent: 'flex-start',
        minHeight: 26,
        py: 0,
        // In a narrow window the key says enough.
        '@media (max-width: 1080px)': {
          minWidth: 0,
          '& > span:not(.MuiButton-startIcon)': { position: 'absolute', opacity: 0, pointerEvents: 'none' },
          '& > kbd': { pl: 0 },
        },
      }}
    >
      <span>{words('app')('findCommand')}</span>
      <Box component="kbd" sx={{ ml: 'auto', pl: 3, font: 'inherit', fontSize: 11, color: 'text.disabled' }}>
        {shownKey('palette')}
      </Box>
    </Button>
  );
}

function UndoButtons(): JSX.Element {
  const t = useWords('app');
  const state = useQuery(trpc.commands.state.queryOptions()).data;
  const say = useSay();
  const told = (sentence: string | null | undefined, said: Said | null | undefined): string | null =>
    sentence === null || sentence === undefined ? null : say({ sentence, said: said ?? null });
  const last = told(state?.undo, state?.undoSaid);
  const next = told(state?.redo, state?.redoSaid);
  return (
    <>
      <Tooltip
        title={
          last === null
            ? t('nothingToUndo')
            : t('withKey', { what: t('undoThat', { what: last }), key: shownKey('undo') })
        }
      >
        <span>
          <ToolIcon label={t('undo')} disabled={last === null} onClick={() => void undo()}>
            <Undo />
          </ToolIcon>
        </span>
      </Tooltip>
      <Tooltip
        title={
          next === null
            ? t('nothingToRedo')
            : t('withKey', { what: t('redoThat', { what: next }), key: shownKey('redo') })
        }
      >
        <span>
          <ToolIcon label={t('redo')} disabled={next === null} onClick={() => void redo()}>
            <Redo />
          </ToolIcon>
        </span>
      </Tooltip>
    </>
  );
}

function ToolIcon({
  label,
  disabled,
  onClick,
  children,
}: {
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <Button
      aria-label={label}
      disabled={disabled}
      onMouseDown={keepFocus}
      onClick={onClick}
      sx={{ p: 1, minHeight: 0, color: 'text.secondary', '& svg': { fontSize: 18 } }}
    >
      {children}
    </Button>
  );
}
