/// What is to be done about a sample within a term.
public enum SamplingTerm: String, Hashable, Sendable, CaseIterable {
    case deliver
    case report
    case retestApplication = "retest-application"
    case retestAcceptance = "retest-acceptance"
    case retestHandover = "retest-handover"
    case retestReport = "retest-report"
    case samplingObjection = "sampling-objection"
    case resultObjection = "result-objection"
    case objectionAcceptance = "objection-acceptance"
    case disposal
}

/// By when what is to be done about a sample: a definition file, `supervision/sampling-terms.json`.
public typealias SamplingTerms = DefinedTerms<SamplingTerm>

private let builtInTerms = SamplingTerms(builtIn: "sampling-terms.json", PackageResources.sampling_terms_json)

extension DefinedTerms<SamplingTerm> {
    /// Those that come with the product.
    public static var builtIn: SamplingTerms { builtInTerms }
}
