import Chains
import Codes
import Evidence
import Pictures
import Profiles
import Rules
import Values

/// What the template of a code's page is filled with. Names are those of the template.
struct CodePageContent {
    struct Asset {
        let path: String
        let integrity: String

        init(_ asset: PageAsset) { (path, integrity) = (asset.path, asset.integrity) }
    }

    struct Alert: Equatable {
        let grade: String
        let word: String
        let text: String
    }

    struct VerdictWords {
        let name: String
        let grade: String
        let word: String
        let sentence: String
        let asOf: String
    }

    struct Reason {
        let grade: String
        let text: String
        let rule: String
    }

    struct Shown {
        let grade: String
        let text: String
    }

    struct Fact: Equatable {
        let name: String
        let value: String
        /// Who says it, where that is not who issued the goods.
        let by: String?
    }

    struct Lot {
        let href: String
        let name: String
    }

    struct Inspection {
        let isStop: Bool
        let word: String
        let time: String
        let party: String
        let result: String?
    }

    struct Step {
        let isStop: Bool
        let time: String
        /// The time of the last of several.
        let until: String?
        let word: String
        let times: Int?
        let party: String
        let what: String?
        let claim: String?
    }

    let tag, lang, otherTag, other, otherHref: String
    let witnesses: String
    let title, product, name, code, subject, origin, key, size: String
    let known: String
    let css = Asset(.style)
    let js: Asset
    let alerts: [Alert]
    let verdict: VerdictWords
    let reasons, more: [Reason]
    let hasReasons, hasMore: Bool
    let moreCount: Int
    let shown: Shown
    let isUnknown: Bool
    let owners: [String]
    let gs1: String?
    let facts: [Fact]
    let hasFacts: Bool
    let lots: [Lot]
    let hasLots: Bool
    let way: String?
    let chainHref, evidenceHref, verifyHref: String
    let inspections: [Inspection]
    let hasInspections: Bool
    let timeline: [Step]
    let hasTimeline: Bool
    let untold: String?
    let lookups: [String]
    let hasLookups: Bool
    /// Where what is wrong is reported; nil where no reports are taken.
    let reportHref: String?
    let w: [String: String]

    /// One of the words that are always the same.
    static func said(_ word: String, _ language: DrawingLanguage) -> String {
        CodePageWords.words[word].map { language.of($0) } ?? ""
    }

    private static let reasonsMax = 3

    /// How much of a long chain is shown.
    struct Detail {
        /// Lines of what was recorded, firms in the picture, inspections, reasons that are folded up, and data.
        let lines, stops, inspections, more, facts: Int
        /// Characters of each text of others.
        let text: Int

        /// The most first.
        static let all = [
            Detail(lines: 24, stops: 12, inspections: 12, more: 12, facts: 20, text: 240),
            Detail(lines: 16, stops: 12, inspections: 12, more: 12, facts: 20, text: 240),
            Detail(lines: 8, stops: 12, inspections: 6, more: 6, facts: 20, text: 120),
            Detail(lines: 6, stops: 8, inspections: 3, more: 2, facts: 20, text: 80),
            Detail(lines: 4, stops: 6, inspections: 2, more: 1, facts: 16, text: 60),
            Detail(lines: 2, stops: 6, inspections: 1, more: 0, facts: 12, text: 40),
            Detail(lines: 2, stops: 3, inspections: 1, more: 0, facts: 8, text: 30),
            Detail(lines: 2, stops: 2, inspections: 0, more: 0, facts: 5, text: 16),
        ]
    }

    init(_ page: CodePage, _ detail: Detail) {
        let verdict = page.judgement.verdict
        let isChinese = page.language == .zh
        js = Asset(.script(page.language))
        (tag, lang) = isChinese ? ("zh-CN", "zh") : ("en", "en")
        (otherTag, other) = isChinese ? ("en", "English") : ("zh-CN", "中文")
        otherHref = page.href(language: isChinese ? "en" : "zh")
        product = page.productName ?? page.said("Product without a name on record", "未记录产品名称")
        name = page.said(Naming.name(of: page.code)).calm
        title = "\(product) · \(name)"
        code = page.code.uri.calm
        subject = page.code.uri
        origin = page.host.origin
        key = page.host.verifierKey
        witnesses = page.host.witnesses.joined(separator: " ")
        size = page.said("\(page.host.treeSize) entries", "\(page.host.treeSize) 条记录")
        known = page.isKnown ? "1" : "0"
        alerts = page.alerts.map { $0.clipped(detail.text) }
        self.verdict = page.verdictWords
        let all = page.reasons
        reasons = all.prefix(Self.reasonsMax).map { $0.clipped(detail.text) }
        more = all.dropFirst(Self.reasonsMax).prefix(detail.more).map { $0.clipped(detail.text) }
        (hasReasons, hasMore, moreCount) = (!reasons.isEmpty, !more.isEmpty, all.count - reasons.count)
        shown = page.shownComplete
        isUnknown = verdict.verdict == .unknown || !page.isKnown
        owners = page.host.owners.prefix(5).map { owner in
            page.said("\(owner.calm): the number was assigned to it on this ledger", "\(owner.calm)：本账本上该号段归其使用")
        }
        gs1 = page.code.part("gtin").map { "https://www.gs1.org/services/verified-by-gs1/results?gtin=\($0)" }
        facts = page.facts.prefix(detail.facts).map { $0.clipped(detail.text) }
        hasFacts = !facts.isEmpty
        lots = page.lots
        hasLots = !lots.isEmpty
        let picture = WayPicture(page.graph, page.language, stopsMax: detail.stops)
        way = picture.isEmpty || page.code.grain == .product ? nil : picture.svg
        var encoded: [UInt8] = []
        PercentEncoding.append(Array(page.code.uri.utf8)[...], to: &encoded)
        let query = String(decoding: encoded, as: UTF8.self)
        chainHref = "/trace?code=\(query)&format=svg&lang=\(lang)"
        evidenceHref = "/evidence?absence=shown&code=\(query)"
        verifyHref = "/verify?code=\(query)"
        inspections = page.inspections.prefix(detail.inspections).map { $0.clipped(detail.text) }
        hasInspections = !inspections.isEmpty
        let steps = CodePageTimeline(page, lineCount: detail.lines)
        timeline = steps.steps.map { $0.clipped(detail.text) }
        hasTimeline = !timeline.isEmpty
        untold = steps.untold
        lookups = page.host.lookups.map { page.said($0) }
        hasLookups = !lookups.isEmpty
        reportHref = page.host.takesReports ? page.reportHref : nil
        w = CodePageWords.words.mapValues { page.said($0) }
    }
}

extension CodePageContent.Alert {
    fileprivate func clipped(_ count: Int) -> Self { .init(grade: grade, word: word, text: text.clipped(count * 3)) }
}

extension CodePageContent.Reason {
    fileprivate func clipped(_ count: Int) -> Self { .init(grade: grade, text: text.clipped(count * 2), rule: rule) }
}

extension CodePageContent.Fact {
    fileprivate func clipped(_ count: Int) -> Self {
        .init(name: name, value: value.clipped(count), by: by?.clipped(count))
    }
}

extension CodePageContent.Inspection {
    fileprivate func clipped(_ count: Int) -> Self {
        .init(isStop: isStop, word: word, time: time, party: party.clipped(count), result: result?.clipped(count))
    }
}

extension CodePageContent.Step {
    fileprivate func clipped(_ count: Int) -> Self {
        .init(
            isStop: isStop, time: time, until: until, word: word, times: times, party: party.clipped(count),
            what: what?.clipped(count), claim: claim)
    }
}

extension String {
    /// The first characters; that there were more, it says.
    fileprivate func clipped(_ count: Int) -> String {
        unicodeScalars.count <= count ? self : String(unicodeScalars.prefix(count)) + "…"
    }

    /// Text of others as it may stand on a page: without what commands a screen, and no longer than a few lines.
    var calm: String {
        let limit = unicodeScalars.index(startIndex, offsetBy: 240, limitedBy: endIndex)
        guard let limit, limit < endIndex else { return printable }
        return String(self[..<limit]).printable + "…"
    }
}
