/** One metric with its samples by label. */
interface Metric {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: Map<string, number>;
}

type Labels = { readonly [name: string]: string };

const DEFINITIONS = {
  amber_serve_requests_total: ['counter', 'HTTP requests by route and status'],
  amber_serve_streams: ['gauge', 'event streams that are open'],
  amber_serve_streams_opened_total: ['counter', 'event streams that were opened'],
  amber_serve_stream_fallbacks_total: ['counter', 'times that a slow reader went back to reading the log'],
  amber_serve_events_total: ['counter', 'events that were published'],
  amber_serve_log_failures_total: ['counter', 'writes to an event log that failed and were tried again'],
  amber_serve_runs: ['gauge', 'runs that are under way'],
  amber_serve_runs_total: ['counter', 'runs that were accepted'],
  amber_serve_runs_repeated_total: ['counter', 'runs that were posted again and not run twice'],
  amber_serve_runs_cut_total: ['counter', 'runs whose runner ended without a terminal event'],
  amber_serve_connect_retries_total: ['counter', 'tries to reach a runner that were repeated'],
  amber_serve_flag_reads_total: ['counter', 'sessions read for stopOnRunFinished'],
  amber_serve_flag_hits_total: ['counter', 'answers about stopOnRunFinished from the cache'],
  amber_serve_stops_total: ['counter', 'sessions stopped by serve, by reason'],
  amber_serve_stop_failures_total: ['counter', 'auto-stops that failed and were tried again'],
  amber_serve_activity_patches_total: ['counter', 'patches of lastActivityTime'],
  amber_serve_activity_failures_total: ['counter', 'patches of lastActivityTime that failed'],
  amber_serve_last_run_failures_total: ['counter', 'writes of how a run ended that failed and were tried again'],
  amber_serve_unauthorized_total: ['counter', 'requests without a valid token or cookie'],
  amber_serve_forbidden_total: ['counter', 'requests that the API server does not let their token make'],
  amber_serve_access_reviews_total: ['counter', 'access reviews that the API server was asked for'],
  amber_serve_access_withdrawn_total: ['counter', 'answers under way that were cut since their right was lost'],
  process_resident_memory_bytes: ['gauge', 'resident memory'],
  process_start_time_seconds: ['gauge', 'start of serve since the epoch'],
} as const satisfies { readonly [name: string]: readonly ['counter' | 'gauge', string] };

export type MetricName = keyof typeof DEFINITIONS;

/** Counters and gauges, written as Prometheus text (exposition format 0.0.4). Labels hold no names of sessions: their number is bounded. */
export class Metrics {
  readonly #metrics = new Map<string, Metric>(
    Object.entries(DEFINITIONS).map(([name, [type, help]]) => [name, { type, help, samples: new Map() }]),
  );

  add(name: MetricName, value = 1, labels: Labels = {}): void {
    const samples = this.#metrics.get(name)?.samples;
    const key = keyOf(labels);
    samples?.set(key, (samples.get(key) ?? 0) + value);
  }

  set(name: MetricName, value: number): void {
    this.#metrics.get(name)?.samples.set('', value);
  }

  get(name: MetricName, labels: Labels = {}): number {
    return this.#metrics.get(name)?.samples.get(keyOf(labels)) ?? 0;
  }

  text(): string {
    let text = '';
    for (const [name, { type, help, samples }] of this.#metrics) {
      text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
      if (samples.size === 0) text += `${name} 0\n`;
      for (const [labels, value] of samples) text += `${name}${labels} ${value}\n`;
    }
    return text;
  }
}

function keyOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
