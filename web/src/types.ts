// The shapes of the public interface that the page reads: only the members that it uses. What they
// mean is said in the OpenAPI document.

export interface Named {
  id: string;
  name: string;
  local_name?: string;
}

export interface TerritoryRef extends Named {
  level: string;
  country: string;
}

export interface ActorRef extends Named {
  kind: string;
  country: string;
}

export interface Period {
  start?: string;
  end?: string;
}

export interface SourceRef {
  id: string;
  title: string;
  url?: string;
  date?: string;
  licence?: string;
}

export interface Provenance {
  kind: string;
  kind_label: string;
  confidence: string;
  confidence_label: string;
  sources: SourceRef[];
  date?: string;
  note?: string;
}

/** What every record of a list has. */
interface Item {
  id: string;
  status: string;
  status_label: string;
  period: Period;
  countries: Named[];
  provenance: Provenance;
  note?: string;
}

export interface Partnership extends Item {
  name: string;
  local_name?: string;
  kind_label: string;
  actors: ActorRef[];
  themes: Named[];
}

export interface Project extends Item {
  title: string;
  description?: string;
  theme: Named;
  themes: Named[];
  partnerships: Named[];
  participants: { actor: ActorRef; role_label: string }[];
  territories: TerritoryRef[];
  point?: [number, number];
  results?: { measure: string; value: number; unit?: string; date?: string }[];
  budget?: { amount: number; currency: string };
  funding?: { programme?: string; actor?: ActorRef; amount?: { amount: number; currency: string } }[];
}

export interface Resource extends Item {
  name: string;
  local_name?: string;
  kind_label: string;
  description?: string;
  owner: ActorRef;
  seat?: TerritoryRef;
  covers: TerritoryRef[];
  sharing: string;
  sharing_label: string;
  available_to?: string;
}

export interface Territory extends Named {
  level: string;
  level_label: string;
  pinyin?: string;
  current: boolean;
  country: Named;
  ancestors: TerritoryRef[];
  codes: { scheme: string; value: string }[];
}

export interface List<T> {
  matched: number;
  returned: number;
  items: T[];
  next: string | null;
}

export interface ThemeNode {
  id: string;
  label: string;
  agreed: boolean;
  cross_cutting: boolean;
  children: ThemeNode[];
}

export interface FacetCount {
  value: string;
  label: string;
  count: number;
}

export interface Breakdown {
  matched: number;
  facets: Record<string, FacetCount[]>;
}

export interface Summary {
  revision: number;
  totals: Record<string, number>;
  partnerships: Breakdown;
  projects: Breakdown;
}

export interface Campaign {
  id: string;
  name: string;
  note?: string;
  figures: { measure: string; value: number; date?: string }[];
  provenance: Provenance;
}

export interface Attribution {
  source: string;
  title: string;
  attribution: string;
  licence?: string;
  url?: string;
}

export interface Reason {
  relation: string;
  relation_label: string;
  kind: "partnership" | "project" | "resource";
  record: Named;
  status?: string;
  through: TerritoryRef;
  partnership?: Named;
}

export interface ActorThere {
  actor: ActorRef;
  place: TerritoryRef;
  partnerships: number;
  projects: number;
  resources: number;
  reasons: Reason[];
}

export interface ResourceThere {
  resource: Named;
  kind_label: string;
  owner: ActorRef;
  sharing: string;
  sharing_label: string;
  available_to?: string;
  status: string;
  relation: string;
  relation_label: string;
  through: TerritoryRef;
  shared: boolean;
  owned: boolean;
}

export interface ActorsThere {
  in: TerritoryRef;
  from: TerritoryRef[];
  counts: {
    actors: number;
    authorities: number;
    partnerships: number;
    projects: number;
    resources: number;
    shared_resources: number;
  };
  actors: ActorThere[];
  resources: ResourceThere[];
}

/** A problem detail (RFC 9457) with all that was wrong. */
export interface ProblemDetail {
  title: string;
  status: number;
  detail?: string;
  faults?: { at: string; message: string; nearest?: string[] }[];
}
