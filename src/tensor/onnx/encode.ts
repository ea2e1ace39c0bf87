import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { onnxTypeNumber } from '../dtype.ts';
import { bytesOf, type HostTensor } from '../host-tensor.ts';
import type { Attribute, Attributes, ExternalTensor, GraphNode, SubGraph, Value } from '../value.ts';
import {
  ModelProtoSchema,
  type AttributeProtoSchema,
  type GraphProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from './onnx_pb.ts';

/** The ONNX operator set that graphs are written for. */
export const opsetVersion = 21;
const irVersion = 10n;

// AttributeProto.AttributeType
const attributeType = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, ints: 7 } as const;

/**
 * The graph as the bytes of an ONNX model. Nodes that no output needs are left out.
 * @param lower other nodes in the place of one that a device does not have
 * @returns bytes that `createSession` or any ONNX program reads.
 */
export function encodeModel(graph: SubGraph, lower: Lowering = none): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion,
      producerName: 'tempr1-studio',
      opsetImport: [
        { domain: '', version: BigInt(opsetVersion) },
        { domain: 'com.microsoft', version: 1n },
      ],
      graph: encodeGraph(graph, (value) => value.name, lower),
    }),
  );
}

type NameOf = (value: Value) => string;

/** Nodes that compute what one node does; undefined to leave it as it is. */
export type Lowering = (node: GraphNode) => readonly LoweredNode[] | undefined;

export interface LoweredNode {
  readonly op: string;
  /** Values, or names of outputs of the nodes before. */
  readonly inputs: readonly (Value | string)[];
  readonly output: Value | string;
  readonly attributes: Attributes;
}

const none: Lowering = () => undefined;

function encodeGraph(
  graph: SubGraph,
  outerName: NameOf,
  lower: Lowering,
): MessageInitShape<typeof GraphProtoSchema> {
  const { rename, copies } = nameOutputs(graph, outerName);
  const nameOf: NameOf = (value) => rename.get(value) ?? outerName(value);
  const needed = liveNodes(graph);
  const used = new Set<Value>([...needed.values, ...graph.outputs.map((o) => o.value)]);
  return {
    name: graph.name,
    node: [
      ...needed.nodes.flatMap((node) => lowered(node, nameOf, lower) ?? [encodeNode(node, nameOf, lower)]),
      ...copies.map(({ from, to }) => ({
        opType: 'Identity',
        name: `${to}:copy`,
        input: [from],
        output: [to],
      })),
    ],
    initializer: [
      ...graph.constants.filter((c) => used.has(c.value)).map((c) => encodeTensor(c.tensor, c.value.name)),
      ...graph.externals.filter((e) => used.has(e.value)).map((e) => encodeExternal(e.source)),
    ],
    input: graph.inputs.map((value) => encodeValueInfo(value, value.name)),
    output: graph.outputs.map(({ name, value }) => encodeValueInfo(value, name)),
  };
}

/**
 * ONNX names outputs by the values themselves: a value made by a node takes the output's name; inputs, constants and
 * values named twice are copied.
 */
function nameOutputs(graph: SubGraph, outerName: NameOf) {
  const made = new Set(graph.nodes.flatMap((node) => node.outputs));
  const rename = new Map<Value, string>();
  const copies: { from: string; to: string }[] = [];
  for (const { name, value } of graph.outputs) {
    if (made.has(value) && !rename.has(value)) rename.set(value, name);
    else copies.push({ from: rename.get(value) ?? outerName(value), to: name });
  }
  return { rename, copies };
}

/** Nodes and values that the outputs need, bodies of nodes included. */
function liveNodes(graph: SubGraph): { nodes: GraphNode[]; values: Set<Value> } {
  const values = new Set<Value>(graph.outputs.map((o) => o.value));
  const nodes: GraphNode[] = [];
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (node === undefined || !node.outputs.some((v) => values.has(v))) continue;
    nodes.push(node);
    for (const value of node.inputs) if (value !== undefined) values.add(value);
    for (const attribute of Object.values(node.attributes)) {
      if (attribute.kind === 'graph')
        for (const value of liveNodes(attribute.value).values) values.add(value);
    }
  }
  return { nodes: nodes.reverse(), values };
}

function lowered(
  node: GraphNode,
  nameOf: NameOf,
  lower: Lowering,
): MessageInitShape<typeof NodeProtoSchema>[] | undefined {
  const inside = (name: Value | string) => (typeof name === 'string' ? `${node.name}/${name}` : nameOf(name));
  return lower(node)?.map(({ op, inputs, output, attributes }, i) => ({
    opType: op,
    name: `${node.name}/${op}_${i}`,
    input: inputs.map(inside),
    output: [inside(output)],
    attribute: Object.entries(attributes).map(([name, a]) => encodeAttribute(name, a, nameOf, lower)),
  }));
}

function encodeNode(
  node: GraphNode,
  nameOf: NameOf,
  lower: Lowering,
): MessageInitShape<typeof NodeProtoSchema> {
  return {
    opType: node.op,
    domain: node.domain,
    name: node.name,
    input: node.inputs.map((value) => (value === undefined ? '' : nameOf(value))),
    output: node.outputs.map((value) => nameOf(value)),
    attribute: Object.entries(node.attributes)
      .filter(([name]) => !name.startsWith('.'))
      .map(([name, a]) => encodeAttribute(name, a, nameOf, lower)),
  };
}

function encodeAttribute(
  name: string,
  a: Attribute,
  nameOf: NameOf,
  lower: Lowering,
): MessageInitShape<typeof AttributeProtoSchema> {
  const base = { name, type: attributeType[a.kind] };
  return { ...base, ...contentOf(a, nameOf, lower) };
}

function contentOf(
  a: Attribute,
  nameOf: NameOf,
  lower: Lowering,
): MessageInitShape<typeof AttributeProtoSchema> {
  switch (a.kind) {
    case 'int':
      return { i: BigInt(a.value) };
    case 'ints':
      return { ints: a.value.map((n) => BigInt(n)) };
    case 'float':
      return { f: a.value };
    case 'string':
      return { s: new TextEncoder().encode(a.value) };
    case 'tensor':
      return { t: encodeTensor(a.value, '') };
    case 'graph':
    default:
      return { g: encodeGraph(a.value, nameOf, lower) };
  }
}

function encodeTensor(tensor: HostTensor, name: string): MessageInitShape<typeof TensorProtoSchema> {
  return {
    name,
    dims: tensor.shape.map((n) => BigInt(n)),
    dataType: onnxTypeNumber[tensor.dtype],
    rawData: bytesOf(tensor.data),
  };
}

// TensorProto.DataLocation
const inAnotherFile = 1;

function encodeExternal(source: ExternalTensor): MessageInitShape<typeof TensorProtoSchema> {
  const { name, shape, dtype, location, offset, length } = source;
  const place = { location, offset, length };
  return {
    name,
    dims: shape.map((n) => BigInt(n)),
    dataType: onnxTypeNumber[dtype],
    dataLocation: inAnotherFile,
    externalData: Object.entries(place).map(([key, value]) => ({ key, value: String(value) })),
  };
}

function encodeValueInfo(value: Value, name: string): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = value.shape.map((n) => ({ value: { case: 'dimValue' as const, value: BigInt(n) } }));
  return {
    name,
    type: {
      value: { case: 'tensorType', value: { elemType: onnxTypeNumber[value.dtype], shape: { dim } } },
    },
  };
}
