import StrictJSON
public import Values

/// One version of a profile's definition file, and what it changed.
public struct ProfileVersion: Hashable, Sendable {
    public let version: Int
    /// The day from which it was used.
    public let since: CalendarDate
    public let change: Wording

    /// The versions of a profile, oldest first; empty where the file tells none. The last one is the file's own.
    static func history(of root: DefinitionNode, version: Int) throws(LocatedError) -> [ProfileVersion] {
        guard let history = root.optional("history") else { return [] }
        var versions: [ProfileVersion] = []
        for node in try history.elements() {
            try node.checkMembers(["version", "since", "change"])
            let change = try node.required("change")
            let next = ProfileVersion(
                version: try node.required("version").integer(), since: try node.required("since").date(),
                change: Wording(en: try change.required("en").string(), zh: try change.required("zh").string()))
            if let last = versions.last, next.version <= last.version {
                throw node.error(
                    Wording(
                        en: "version \(next.version) after \(last.version)", zh: "版本\(next.version)排在\(last.version)之后")
                )
            }
            versions.append(next)
        }
        guard versions.last?.version == version else {
            throw history.error(
                Wording(en: "the last version is not the file's own, \(version)", zh: "最后一个版本不是本文件的版本\(version)"))
        }
        return versions
    }
}
