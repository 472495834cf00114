export { median, quantile } from '../../metrics/index.ts';
export { type Estimate, estimate, symmetricCoverage } from './estimate.ts';
export { geometricMean, type Mean, meanOf } from './mean.ts';
export { type Rank, type RankOptions, type RankTable, rankTable } from './rank-table.ts';
export { type Contest, ranks } from './ranked-contest.ts';
