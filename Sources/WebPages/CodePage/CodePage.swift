package import Chains
package import Codes
package import Evidence
import Mustache
import Pictures
import Rules
package import Values

/// The page behind the code on a package: what it is, where it comes from, what is wrong, and what was found out, to be read on a telephone
/// in five seconds and without a script. All text of others is bounded and escaped.
package struct CodePage: Sendable {
    /// What the host adds to what the evidence says.
    package struct Host: Sendable {
        /// The ledger's name and its key, as it is to be pinned.
        package let origin: String
        package let verifierKey: String
        package let treeSize: UInt64
        /// Who may have issued the code, by the prefixes that the ledger assigned.
        package let owners: [String]
        /// How often the code was asked for lately, in sentences.
        package let lookups: [Wording]

        /// The keys of the witnesses by the ledger's policy.
        package let witnesses: [String]
        /// Whether reports about the goods are taken.
        package let takesReports: Bool

        package init(
            origin: String, verifierKey: String, treeSize: UInt64, owners: [String], lookups: [Wording],
            witnesses: [String] = [], takesReports: Bool = false
        ) {
            self.witnesses = witnesses
            (self.origin, self.verifierKey, self.treeSize) = (origin, verifierKey, treeSize)
            self.takesReports = takesReports
            (self.owners, self.lookups) = (owners, lookups)
        }
    }

    let code: CanonicalCode
    let judgement: EvidenceJudge.Judgement
    let graph: TraceGraph
    let codes: CodeReader
    let language: DrawingLanguage
    let host: Host
    /// The path of the page and what its query says besides the language, as they were asked for.
    let target: Target

    /// Where the page stands.
    package struct Target: Sendable {
        package let path: String
        package let query: [String]

        package init(path: String, query: [String]) { (self.path, self.query) = (path, query) }
    }

    package init(
        _ code: CanonicalCode, _ judgement: EvidenceJudge.Judgement, host: Host, codes: CodeReader, target: Target,
        _ language: DrawingLanguage
    ) {
        (self.code, self.judgement, self.host, self.codes) = (code, judgement, host, codes)
        (self.target, self.language) = (target, language)
        graph = TraceGraph(judgement.chain, operatorNames: judgement.report.operatorNames)
    }

    /// What page, style sheet and script weigh together at most, in bytes.
    package static let bytesMax = 60_000

    package var html: String {
        let room = Self.bytesMax - PageAsset.script(language).bytes.count - PageAsset.style.bytes.count
        var html = ""
        // However long the chain, and however long its names: less of it is shown.
        for detail in CodePageContent.Detail.all {
            html = PageTemplate.code.render(CodePageContent(self, detail))
            if html.utf8.count <= room { break }
        }
        return html
    }

    func said(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }
    func said(_ wording: Wording) -> String { language.of(wording) }

    /// Whether anything at all is on record.
    package var isKnown: Bool { judgement.verdict.verdict != .unknown && judgement.chain.isTold }
}
