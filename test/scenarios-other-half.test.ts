import { testScenarios } from './support/scenario-suite.ts';

testScenarios(1, 2);
