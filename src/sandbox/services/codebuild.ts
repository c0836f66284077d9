import { project, projectIndex, projectName } from '../estate/build-projects.ts';
import { ServiceError } from '../wire/call.ts';
import { refuse, texts, type Handler } from './handler.ts';

const PROJECTS_PER_CALL = 100;

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListProjects.html */
const listProjects: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'sortBy', 'sortOrder');
  const count = estate.countOf('buildProjects', accountId, region);
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

export const CODEBUILD: Readonly<Record<string, Handler>> = {
  ListProjects: listProjects,
  BatchGetProjects: batchGetProjects,
};
