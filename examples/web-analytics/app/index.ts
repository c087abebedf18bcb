export * from './streams';
export * from './tables';
export * from './views';
