import * as path from "node:path";
import { enforcementStack } from "./stack";

/** The folder of Pulumi.yaml, whose `main` this is. */
const PROJECT = path.dirname(__dirname);

// A function: the account is read before the first resource, and Pulumi waits for it.
export = () => enforcementStack(PROJECT);
