import Profiles

/// Where the parts of a workbook are (ISO/IEC 29500-1 §12, -2 §6.5), and which of its sheets is read.
struct Workbook {
    let sheetName: String
    let sheetPart: String
    let sharedStringsPart: String?
    let stylesPart: String?
    /// The other sheets that are shown, in the workbook's order.
    let otherSheets: [String]
    /// Whether its days count from 1904 and not from 1900.
    let countsFrom1904: Bool

    private struct Relationship {
        /// The last word of its type: `worksheet`.
        let kind: Substring
        let target: String
    }

    private struct Sheet {
        let name: String
        let relationship: String
        let isHidden: Bool
    }

    /// The sheet of that name, else the first one that is shown.
    init(_ archive: ZipArchive, sheet wanted: String?, limits: XLSXLimits) throws(ScanError) {
        let package = try Self.relationships(of: "", in: archive, limits)
        guard let main = package.values.first(where: { $0.kind == "officeDocument" })?.target else {
            throw archive.contains("mimetype")
                ? .workbook(XLSXWording.openDocument, hint: XLSXWording.saveAsXLSX)
                : .workbook(XLSXWording.notXLSX, hint: XLSXWording.saveAsXLSX)
        }
        guard !main.hasSuffix(".bin") else { throw .workbook(XLSXWording.binaryForm, hint: XLSXWording.saveAsXLSX) }
        guard let tokens = try PartTokens(main, in: archive, limits: limits) else { throw .damagedWorkbook }
        let (sheets, countsFrom1904) = try Self.sheets(tokens, limits)
        let parts = try Self.relationships(of: main, in: archive, limits)
        let worksheets = sheets.filter { parts[$0.relationship]?.kind == "worksheet" }
        let found = wanted.map { Self.sheet($0, among: worksheets) } ?? worksheets.first { !$0.isHidden }
        guard let found, let part = parts[found.relationship]?.target else {
            throw .workbook(wanted.map { XLSXWording.unknownSheet($0, worksheets.map(\.name)) } ?? XLSXWording.noSheet)
        }
        sheetName = found.name
        sheetPart = part
        otherSheets = worksheets.filter { !$0.isHidden && $0.name != found.name }.map(\.name)
        self.countsFrom1904 = countsFrom1904
        sharedStringsPart = parts.values.first { $0.kind == "sharedStrings" }?.target
        stylesPart = parts.values.first { $0.kind == "styles" }?.target
    }

    /// No two sheets of a workbook have names that differ in case alone.
    private static func sheet(_ name: String, among sheets: [Sheet]) -> Sheet? {
        sheets.first { $0.name == name } ?? sheets.first { $0.name.lowercased() == name.lowercased() }
    }

    private static func sheets(
        _ tokens: PartTokens, _ limits: XLSXLimits
    ) throws(ScanError) -> (sheets: [Sheet], countsFrom1904: Bool) {
        guard case .start(let root) = try tokens.next(), root.name.local == "workbook" else {
            throw .workbook(XLSXWording.notXLSX, hint: XLSXWording.saveAsXLSX)
        }
        var sheets: [Sheet] = []
        var countsFrom1904 = false
        while let tag = try tokens.nextChild() {
            guard tag.name.local == "sheets" else {
                if tag.name.local == "workbookPr" { countsFrom1904 = ["1", "true"].contains(tag["date1904"]) }
                try tokens.skipElement()
                continue
            }
            while let sheet = try tokens.nextChild() {
                // The namespace of the relationship's id differs between the transitional and the strict form.
                let id = sheet.attributes.first { $0.name.local == "id" && !$0.name.namespace.isEmpty }
                guard sheets.count < limits.entriesMax else {
                    throw .workbook(XLSXWording.tooLarge("sheets in the workbook", "工作表数"))
                }
                if let name = sheet["name"], let id {
                    sheets.append(
                        Sheet(name: name, relationship: id.value, isHidden: !["visible", nil].contains(sheet["state"])))
                }
                try tokens.skipElement()
            }
        }
        return (sheets, countsFrom1904)
    }

    /// The relationships of a part by id, their targets as names of parts; the package's own for an empty name.
    private static func relationships(
        of part: String, in archive: ZipArchive, _ limits: XLSXLimits
    ) throws(ScanError) -> [String: Relationship] {
        let slash = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let folder = part[..<slash]
        let name = "\(folder)_rels/\(part[slash...]).rels"
        guard let tokens = try PartTokens(name, in: archive, limits: limits) else { return [:] }
        _ = try tokens.next()
        var found: [String: Relationship] = [:]
        while let tag = try tokens.nextChild() {
            guard found.count < limits.entriesMax else {
                throw .workbook(XLSXWording.tooLarge("relationships in the workbook", "工作簿中的关系数"))
            }
            if let id = tag["Id"], let type = tag["Type"], let target = tag["Target"], tag["TargetMode"] != "External" {
                let kind = type.split(separator: "/").last ?? ""
                found[id] = Relationship(kind: kind, target: resolved(target, against: folder))
            }
            try tokens.skipElement()
        }
        return found
    }

    /// A target as a name in the archive: without a leading slash, relative ones under the folder of their part.
    private static func resolved(_ target: String, against folder: Substring) -> String {
        var steps: [Substring] = target.hasPrefix("/") ? [] : folder.split(separator: "/")
        for step in target.split(separator: "/") where step != "." {
            if step == ".." { _ = steps.popLast() } else { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }
}
