public import Foundation

/// The EPCIS test documents that lie outside the repository, in `shared/data` beside it or where `YIMA_SHARED_DATA` says.
public enum SharedData {
    public static let directory: URL? = {
        if let path = ProcessInfo.processInfo.environment["YIMA_SHARED_DATA"] { return URL(filePath: path) }
        var place = URL(filePath: #filePath).deletingLastPathComponent()
        while place.path.count > 1 {
            let candidate = place.appending(path: "shared/data")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            place.deleteLastPathComponent()
        }
        return nil
    }()

    public static var isPresent: Bool { directory != nil }

    /// File name → bytes; empty where the data are absent.
    public static func files(in folder: String) -> [(name: String, bytes: [UInt8])] {
        guard let place = directory?.appending(path: folder) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        return names.sorted().compactMap { name in
            (try? Data(contentsOf: place.appending(path: name))).map { (name, [UInt8]($0)) }
        }
    }
}
