/**
 * A workflow for GitHub: pull requests show the plan against the real server, and the saved plan is applied when it comes to
 * the main branch. The server's URL is a secret of the repository.
 */
export function workflow(): string {
  return `name: migrations

on:
  pull_request:
  push:
    branches: [main]
    paths: ['migrations/**']

# Two migrations never run at the same time.
concurrency:
  group: migrations-\${{ github.event_name == 'push' && 'apply' || github.ref }}

jobs:
  plan:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm install
      - run: npm run types
      # Compares the code with the server and shows what would be done; changes nothing. A user that may only read is enough.
      - run: npx moose migrate generate --sql --clickhouse-url "$CLICKHOUSE_URL"
        env:
          CLICKHOUSE_URL: \${{ secrets.CLICKHOUSE_URL }}

  apply:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm install
      # Runs migrations/plan.yaml as it was reviewed; refuses when the server or the code moved since.
      - run: npx moose migrate apply --clickhouse-url "$CLICKHOUSE_URL"
        env:
          CLICKHOUSE_URL: \${{ secrets.CLICKHOUSE_URL }}
`;
}
