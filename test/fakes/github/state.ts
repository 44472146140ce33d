/** What a fake GitHub knows: plain data that tests write and read. */
export interface FakeComment {
  readonly id: number;
  readonly thread: number;
  readonly author: string;
  readonly createdAt: string;
  body: string;
}

export interface FakePull {
  headSha: string;
  headRef: string;
  headRepo: string | null;
  pushedAt: string;
  committedAt: string;
  baseSha: string;
  baseRef: string;
  mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  /** `workflow`: the file of the workflow that a check is of. */
  checks: ({ name: string; conclusion: string | null; workflow?: string } | { context: string; state: string })[];
  reviews: FakeReview[];
  /** The login of the head's author. */
  headAuthor: string | null;
  isDraft: boolean;
}

export interface FakeReview {
  author: string;
  state: string;
  body: string;
  submittedAt?: string;
  /** A program's. */
  isBot?: true;
}

export interface FakeThread {
  readonly number: number;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  title: string;
  body: string;
  author: string | null;
  labels: string[];
  /** What the body was after each edit, the oldest first. */
  readonly edits: { readonly id: string; readonly at: string; readonly text: string }[];
  /** Set for a pull request. */
  readonly pull?: FakePull;
}

export interface FakeCheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  status: string;
  conclusion: string | null;
  detailsUrl: string | undefined;
  output: { readonly title: string; readonly summary: string };
}

export class GitHubState {
  readonly owner = 'octo';
  readonly repo = 'hello';
  /** The account of the token. */
  viewer = 'github-actions';
  readonly token = 'ghs_fakeTokenOfTheJob0000000000000000000';
  /** Of a job that may only read. */
  readonly readToken = 'ghs_fakeTokenOfAReader00000000000000000000';
  /** Roles by login; everybody else is known and may read. A role not of GitHub's own is a custom one with `write`. */
  readonly roles = new Map<string, string>();
  readonly threads = new Map<number, FakeThread>();
  readonly comments = new Map<number, FakeComment>();
  readonly checkRuns = new Map<number, FakeCheckRun>();
  /** The default branch's files. */
  readonly files = new Map<string, string>();
  readonly workflowRuns = new Map<number, { status: string; conclusion: string | null }>();
  /** `eyes on comment 1001`, in order; one that is given again changes nothing. */
  readonly reactions: string[] = [];
  /** The labels of the repository. */
  readonly labels = new Map<string, { color: string; description: string }>();
  /** Called before a body is written, once each: what somebody else does in that moment. */
  readonly beforeBody: ((thread: FakeThread) => void)[] = [];
  /** Pull requests that come as null in a list: what they are can't be read. */
  readonly unreadable = new Set<number>();
  /** Whether GitHub says who may push. */
  saysWhoCanPush = true;
  /** What the token may not do: routes of the API, as their description names them. */
  readonly denied = new Set<string>();
  /** Names of what is set for its workflows. */
  readonly secrets = new Set<string>();
  readonly variables = new Set<string>();
  /** `owner/name@sha`, of any repository. */
  readonly commits = new Set<string>();
  allowedActions = 'all';
  /** Whether a job's own token may open pull requests. */
  actionsMayOpenPulls = true;
  readonly protectedBranches = new Set<string>();
  /** The names of all branches. */
  branches: () => readonly string[] = () => ['main'];
  /** Makes a branch; false if it is there. */
  createBranch: (branch: string, commit: string) => boolean = () => false;
  /** Makes a commit on a branch that points at `onto`; throws if it does not. Returns its id. */
  commitOn: (branch: string, onto: string, files: { [path: string]: Buffer | null }, message: string) => string =
    () => {
      throw new Error('no repository');
    };
  /** How much of a list comes at once. */
  pageSize = 100;
  #nextId = 1000;

  id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  issue(number: number, values: Partial<FakeThread> = {}): FakeThread {
    const thread: FakeThread = {
      number,
      state: 'OPEN',
      title: '',
      body: '',
      author: 'alice',
      labels: [],
      edits: [],
      ...values,
    };
    this.threads.set(number, thread);
    return thread;
  }

  pullRequest(number: number, pull: Partial<FakePull> = {}, values: Partial<FakeThread> = {}): FakeThread {
    const sha = (digit: number): string => `${digit}`.repeat(40);
    return this.issue(number, {
      ...values,
      pull: {
        headSha: sha(1),
        headRef: 'feature',
        headRepo: `${this.owner}/${this.repo}`,
        pushedAt: '2026-11-22T11:00:00Z',
        committedAt: '2026-11-22T11:00:00Z',
        baseSha: sha(2),
        baseRef: 'main',
        mergeable: 'MERGEABLE',
        checks: [],
        reviews: [],
        isDraft: false,
        headAuthor: null,
        ...pull,
      },
    });
  }

  comment(thread: number, author: string, body: string, createdAt = '2026-11-22T11:30:00Z'): FakeComment {
    const comment = { id: this.id(), thread, author, body, createdAt };
    this.comments.set(comment.id, comment);
    return comment;
  }

  /** As GitHub does it: the first edit keeps what was there before. */
  edit(thread: FakeThread, text: string, at = '2026-11-22T11:45:00Z'): void {
    if (thread.edits.length === 0) thread.edits.push({ id: `UCE_${this.id()}`, at, text: thread.body });
    thread.edits.push({ id: `UCE_${this.id()}`, at, text });
    thread.body = text;
  }

  react(content: string, on: string): void {
    const reaction = `${content} on ${on}`;
    if (!this.reactions.includes(reaction)) this.reactions.push(reaction);
  }

  urlOf(thread: FakeThread): string {
    const kind = thread.pull === undefined ? 'issues' : 'pull';
    return `https://github.com/${this.owner}/${this.repo}/${kind}/${thread.number}`;
  }
}
