/* What Python sends to the scripts: the other side stands in draw/canvas/layer.py and scene.py. */
import type * as Leaflet from "leaflet";

declare global {
    namespace Crm {
        /** Columns of a layer's file, by name. */
        interface Columns {
            id: string[];
            tip: string[];
            label?: string[];
            cls: Uint8Array;
            lon?: Float32Array;
            lat?: Float32Array;
            xy?: Float32Array | Int32Array;
            per_degree?: Uint32Array;
            part?: Uint32Array;
            ring?: Uint32Array;
            rank?: Float32Array;
            anchor?: Float32Array;
        }

        /** How rows of one class look; each kind of layer takes those that its file names. */
        interface Style {
            shape?: string;
            fill?: string | null;
            line?: string | null;
            r?: number;
            z?: number;
            width?: number;
            dash?: number[] | null;
            alpha?: number;
            arrow?: boolean;
            hatch?: string | null;
            hollow?: boolean;
            halo?: boolean;
            lineFrom?: number;
        }

        /** What a layer shows now, see CanvasLayer.state in layer.py; masks and classes are packed. */
        interface LayerState {
            kind: "points" | "polygons" | "arcs";
            name: string;
            url: string;
            z: number;
            on: string | null;
            classes: string | null;
            radii?: string | null;
            /** Of points a text for each row, of polygons where names show. */
            labels?: {
                texts?: string[];
                fill: string;
                halo: string;
                from?: number;
                beside?: string;
            } | null;
            density?: { shades: string[]; line: string } | null;
            closer?: { dots: number; signs: number } | null;
            styles: Style[];
            notes: string[] | null;
            selected: string | null;
            accent: string;
            halo: string;
        }

        interface View {
            center: [number, number];
            zoom: number;
            token: string;
            home: boolean;
        }

        interface Legend {
            title: string;
            entries: { address: string; words: string; layer: string; classes: number[] }[];
        }

        /** The rest of a scene, see Scene in scene.py. */
        interface SceneOptions {
            view: View;
            theme: "light" | "dark";
            tiles: { url: string; options: Leaflet.TileLayerOptions } | null;
            credits: string;
            sketch?: boolean;
            together?: string | null;
            legend?: Legend | null;
            beside?: number;
        }

        /** A shape of signs.json: corners for a radius of 1, or round. */
        interface Sign {
            outline: [number, number][] | null;
            qgis: string;
        }
    }

    /** What the scripts of the canvas share; each adds its part. */
    const crm: {
        [part: string]: any;
        signs: Record<string, Crm.Sign>;
        fetchColumns(url: string): Promise<Crm.Columns>;
        unpack(text: string | null): Promise<Uint8Array | null>;
        mercatorX(lon: number): number;
        mercatorY(lat: number): number;
    };

    interface Window {
        crm: any;
        crmPresenter: any;
        crmNotes: Window | null;
        crmWatch: ReturnType<typeof setInterval> | undefined;
        crmStays?: boolean;
        crmHandBack: ReturnType<typeof setInterval> | undefined;
        crmHistory: boolean;
        crmTells: boolean;
        crmScrolled: string;
        crmCopies: string | undefined;
    }
}
