import type { CostSummary } from '../../app/cost/analysis/cost-summary.ts';
import { allocationSection, billSection, forecastSection, trendSections } from './bill-sections.ts';
import {
  anomaliesSection,
  budgetsSection,
  findingsSection,
  wasteSections,
} from './finding-sections.ts';
import type { Section } from './section.ts';

/** All parts of a report, the most important first. */
export function reportSections(summary: CostSummary): readonly Section[] {
  return [
    billSection(summary),
    anomaliesSection(summary.anomalies),
    budgetsSection(summary.budgets),
    forecastSection(summary.forecast),
    ...trendSections(summary.trends),
    ...wasteSections(summary.waste),
    findingsSection(summary),
    allocationSection(summary.allocation),
  ];
}
