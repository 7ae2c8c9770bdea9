import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { version } from "@pulumi/aws/package.json";
import type { Diff } from "./diff";
import { packageSchema } from "./schema";
import { AwsService } from "./service";
import { decode, encode, type Props } from "./wire";

/**
 * Serves the provider's side of Pulumi's plugin protocol on a free port of this machine.
 *
 * Written against the protocol because `@pulumi/pulumi/provider` hides what a provider of cloud resources
 * needs: its configuration, previews of creations, and differences property by property.
 *
 * @returns the port
 */
export async function serve(service = new AwsService()): Promise<number> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(ResourceProviderService as unknown as grpc.ServiceDefinition, handlers(service));
  const bind = server.bindAsync.bind(server);
  const insecure = grpc.ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    bind("127.0.0.1:0", insecure, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

function handlers(service: AwsService): grpc.UntypedServiceImplementation {
  return { ...configHandlers(service), ...resourceHandlers(service), ...pluginHandlers() };
}

function pluginHandlers() {
  return {
    getPluginInfo: unary<Empty, PluginInfo>(() => new PluginInfo().setVersion(version)),
    getSchema: unary<proto.GetSchemaRequest, proto.GetSchemaResponse>(() =>
      new proto.GetSchemaResponse().setSchema(packageSchema()),
    ),
    cancel: unary<Empty, Empty>(() => new Empty()),
    attach: unary<Empty, Empty>(() => new Empty()),
  };
}

function configHandlers(service: AwsService) {
  return {
    checkConfig: unary<proto.CheckRequest, proto.CheckResponse>((request) =>
      new proto.CheckResponse().setInputs(request.getNews()),
    ),
    // Another endpoint or region is another place, but never by itself a reason to replace resources.
    diffConfig: unary<proto.DiffRequest, proto.DiffResponse>(() =>
      new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_UNKNOWN),
    ),
    configure: unary<proto.ConfigureRequest, proto.ConfigureResponse>((request) => {
      service.configure(configArgs(request));
      // Without acceptSecrets the engine sends values bare, and marks what comes back for them as secret.
      return new proto.ConfigureResponse().setSupportspreview(true);
    }),
    invoke: unary<proto.InvokeRequest, proto.InvokeResponse>(async (request) => {
      const outputs = await service.invoke(request.getTok(), decode(request.getArgs()));
      return new proto.InvokeResponse().setReturn(encode(outputs));
    }),
  };
}

function resourceHandlers(service: AwsService) {
  return {
    check: unary<proto.CheckRequest, proto.CheckResponse>((request) => checked(service, request)),
    diff: unary<proto.DiffRequest, proto.DiffResponse>((request) => {
      const olds = decode(request.hasOldInputs() ? request.getOldInputs() : request.getOlds());
      const news = decode(request.getNews());
      return diffResponse(service.diff(tokenOf(request), olds, news, request.getIgnorechangesList()));
    }),
    create: unary<proto.CreateRequest, proto.CreateResponse>(async (request) => {
      const inputs = decode(request.getProperties());
      const [id, state] = await service.create(tokenOf(request), inputs, request.getPreview());
      return new proto.CreateResponse().setId(id).setProperties(encode(state));
    }),
    read: unary<proto.ReadRequest, proto.ReadResponse>(async (request) => {
      const [state, inputs] = [decode(request.getProperties()), decode(request.getInputs())];
      const live = await service.read(tokenOf(request), request.getId(), state, inputs);
      const response = new proto.ReadResponse().setId(live.id);
      return live.id ? response.setProperties(encode(live.state)).setInputs(encode(live.inputs)) : response;
    }),
    update: unary<proto.UpdateRequest, proto.UpdateResponse>(async (request) => {
      const [old, inputs] = [decode(request.getOlds()), decode(request.getNews())];
      const state = await service.update(
        tokenOf(request),
        request.getId(),
        old,
        inputs,
        request.getPreview(),
      );
      return new proto.UpdateResponse().setProperties(encode(state));
    }),
    delete: unary<proto.DeleteRequest, Empty>(async (request) => {
      await service.delete(tokenOf(request), request.getId(), decode(request.getProperties()));
      return new Empty();
    }),
  };
}

/** A call with one answer; what is thrown becomes the call's error, message only. */
function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return (call: { request: Request }, callback: grpc.sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then((response) => callback(null, response))
      .catch((error: unknown) => {
        const details = error instanceof Error ? error.message : String(error);
        callback({ code: grpc.status.UNKNOWN, details });
      });
  };
}

function checked(service: AwsService, request: proto.CheckRequest): proto.CheckResponse {
  const at = { name: nameOf(request), seed: request.getRandomseed_asU8() };
  const result = service.check(tokenOf(request), decode(request.getOlds()), decode(request.getNews()), at);
  const failures = result.failures.map(({ property, reason }) =>
    new proto.CheckFailure().setProperty(property).setReason(reason),
  );
  return new proto.CheckResponse().setInputs(encode(result.inputs)).setFailuresList(failures);
}

function diffResponse({ changes, replaces, deleteBeforeReplace }: Diff): proto.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  const keys = Object.keys(changes);
  const response = new proto.DiffResponse()
    .setChanges(keys.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(keys)
    .setReplacesList(replaces)
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const [key, { kind, replace }] of Object.entries(changes)) {
    const property = new proto.PropertyDiff().setKind(KINDS[kind][replace ? 1 : 0]).setInputdiff(true);
    response.getDetaileddiffMap().set(key, property);
  }
  return response;
}

const { Kind } = proto.PropertyDiff;
const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

function configArgs(request: proto.ConfigureRequest): Props {
  if (request.hasArgs()) return decode(request.getArgs());
  const variables = request.getVariablesMap().toObject(false);
  return Object.fromEntries(variables.map(([key, value]) => [key.replace(/^.*:/, ""), value]));
}

/** urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME, where the name may hold "::" itself. */
function tokenOf(request: { getUrn(): string }): string {
  return request.getUrn().split("::")[2]?.split("$").pop() ?? "";
}

function nameOf(request: { getUrn(): string }): string {
  return request.getUrn().split("::").slice(3).join("::");
}
