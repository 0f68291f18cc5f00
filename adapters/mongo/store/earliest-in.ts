import type { Model, mongo, PipelineStage } from 'mongoose';
import { earliest, type Instant } from '../../../domain/time.js';
import type { Row } from '../schemas/models.js';

/**
 * The earliest instant that this field has in the documents of two collections which match; undefined where none does.
 * An index on the field has to lead there. It is one question for both, for it is asked over and over at rest.
 */
export async function earliestIn(
  models: readonly [Model<Row>, Model<Row>],
  field: string,
  matching: mongo.Filter<Row>,
): Promise<Instant | undefined> {
  const [one, other] = models;
  const first: Exclude<PipelineStage, PipelineStage.Merge | PipelineStage.Out>[] = [
    { $match: matching },
    { $sort: { [field]: 1 } },
    { $limit: 1 },
    { $project: { _id: 0, at: `$${field}` } },
  ];
  const both = { $unionWith: { coll: other.collection.name, pipeline: first } };
  const found = await one.aggregate<{ at: Instant }>([...first, both]);
  return earliest(...found.map(({ at }) => at));
}
