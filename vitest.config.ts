import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/servers/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two shared cores: the suites that spawn real processes want room beside the others.
    maxWorkers: 2,
  },
});
