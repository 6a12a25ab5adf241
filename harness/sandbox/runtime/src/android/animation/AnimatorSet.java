package android.animation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Changes together: they end with the set. */
public final class AnimatorSet extends Animator {
    private final ArrayList<Animator> parts = new ArrayList<>();
    private long duration = -1;

    /** What plays with, before or after another. */
    public class Builder {
        Builder() {}

        public Builder with(Animator animator) {
            parts.add(animator);
            return this;
        }

        public Builder before(Animator animator) {
            return with(animator);
        }

        public Builder after(Animator animator) {
            return with(animator);
        }

        public Builder after(long delay) {
            return this;
        }
    }

    public Builder play(Animator animator) {
        return new Builder().with(animator);
    }

    public void playTogether(Animator... animators) {
        parts.addAll(List.of(animators));
    }

    public void playTogether(Collection<Animator> animators) {
        parts.addAll(animators);
    }

    public void playSequentially(Animator... animators) {
        parts.addAll(List.of(animators));
    }

    public void playSequentially(List<Animator> animators) {
        parts.addAll(animators);
    }

    public ArrayList<Animator> getChildAnimations() {
        return parts;
    }

    @Override
    public void start() {
        super.start();
        parts.forEach(Animator::start);
    }

    @Override
    public AnimatorSet setDuration(long millis) {
        duration = millis;
        return this;
    }

    @Override
    public long getDuration() {
        return duration;
    }

    @Override
    public void setStartDelay(long millis) {}

    @Override
    public long getStartDelay() {
        return 0;
    }

    @Override
    public void setInterpolator(TimeInterpolator interpolator) {}
}
