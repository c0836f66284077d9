import { project, projectIndex, projectName } from '../estate/build-projects.ts';
import { build, buildId, buildIndex } from '../estate/builds.ts';
import { ServiceError } from '../wire/call.ts';
import { refuse, texts, type Handler } from './handler.ts';

const PROJECTS_PER_CALL = 100;
const BUILDS_PER_CALL = 100;

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListProjects.html */
const listProjects: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'sortBy', 'sortOrder');
  const count = estate.countOf('AWS::CodeBuild::Project', accountId, region);
  const list = `projects/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, PROJECTS_PER_CALL, input['nextToken']);
  return { projects: indices.map(projectName), nextToken: next };
};

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html */
const batchGetProjects: Handler = (input, { estate, accountId, region, isGone, isOmitted }) => {
  const asked = texts(input, 'names') ?? [];
  if (asked.length === 0 || asked.length > PROJECTS_PER_CALL)
    throw new ServiceError('InvalidInputException', 'from 1 to 100 names');
  const projects: object[] = [];
  const projectsNotFound: string[] = [];
  // CodeBuild promises no order: the answer runs the other way round.
  for (const name of [...asked].reverse()) {
    const index = projectIndex(estate, accountId, region, name);
    if (index === undefined || isGone(name)) projectsNotFound.push(name);
    else if (!isOmitted(name)) projects.push(project(estate, accountId, region, index));
  }
  return { projects, projectsNotFound };
};

/**
 * The newest first.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListBuilds.html
 */
const listBuilds: Handler = (input, { estate, accountId, region, pager }) => {
  if (input['sortOrder'] !== 'DESCENDING') refuse(input, 'sortOrder');
  const count = estate.countOf('AWS::CodeBuild::BuildRun', accountId, region);
  const list = `builds/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, BUILDS_PER_CALL, input['nextToken']);
  return {
    ids: indices.map((index) => buildId(estate, accountId, region, index)),
    nextToken: next,
  };
};

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html */
const batchGetBuilds: Handler = (input, { estate, accountId, region, isGone, isOmitted }) => {
  const asked = texts(input, 'ids') ?? [];
  if (asked.length === 0 || asked.length > BUILDS_PER_CALL)
    throw new ServiceError('InvalidInputException', 'from 1 to 100 identifiers');
  const builds: object[] = [];
  const buildsNotFound: string[] = [];
  // CodeBuild promises no order: the answer runs the other way round.
  for (const id of [...asked].reverse()) {
    const index = buildIndex(estate, accountId, region, id);
    if (index === undefined || isGone(id)) buildsNotFound.push(id);
    else if (!isOmitted(id)) builds.push(build(estate, accountId, region, index));
  }
  return { builds, buildsNotFound };
};

export const CODEBUILD: Readonly<Record<string, Handler>> = {
  ListProjects: listProjects,
  BatchGetProjects: batchGetProjects,
  ListBuilds: listBuilds,
  BatchGetBuilds: batchGetBuilds,
};
