import ArgumentParser
import CommandSupport

/// Supervised sampling (监督抽检), from its plan to what came of it.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: said("Sample goods by a plan, and follow each sample to its result.", "监督抽检：计划、任务、抽样、送检、结果、复检。"),
        discussion: said(
            "An office plans and orders; samples are taken and sealed; a laboratory receives them, and records results about the goods; the "
                + "firm may object. Each step is signed and stands in the ledger under the plan's name.",
            "机关制定计划、下达任务；抽样封样；检验机构收样并就货物记录结果；企业可申请复检或提出异议。每一步均签名上账，列于计划名下。"),
        subcommands: [
            PlanSampling.self, OrderSamples.self, TakeSamples.self, HandSample.self, ReceiveSamples.self,
            RecordResults.self, NotifyOfResult.self, ObjectToResult.self, DecideObjection.self, SampleStatus.self,
        ])
}

/// The plan that a command is about.
struct PlanArgument: ParsableArguments {
    @Argument(
        help: .said(
            "the plan's whole name (urn:yima:sampling:…), or one's own by its word",
            "计划全名（urn:yima:sampling:…），本机关的可只写代号",
            valueName: "plan"))
    var plan: String
}
